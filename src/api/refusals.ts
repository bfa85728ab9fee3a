// The answers with which routes refuse a request.

import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Problem } from "#core/problem.ts";
import { API_ERRORS, type ApiErrorCode, errorsBody } from "./errors.ts";

/** Answers with an error whose problems point into the request. */
export type Refuse = (
  context: Context,
  code: ApiErrorCode,
  problems: readonly Pick<Problem, "pointer" | "message">[],
) => Response;

/** Answers with an error about the whole request. */
export type RefuseWhole = (context: Context, code: ApiErrorCode, message: string) => Response;

/** The refusals of an API. `newRequestId` creates the id by which an operator finds an answer. */
export function refusals(newRequestId: () => string): { refuse: Refuse; refuseWhole: RefuseWhole } {
  const refuse: Refuse = (context, code, problems) =>
    context.json(errorsBody(code, newRequestId(), problems), API_ERRORS[code].status as ContentfulStatusCode);
  return { refuse, refuseWhole: (context, code, message) => refuse(context, code, [{ pointer: "", message }]) };
}
