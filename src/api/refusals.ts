// How routes refuse what is asked of them.

import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import type { Problem } from "#core/problem.ts";
import { API_ERRORS, type ApiErrorCode, errorsBody } from "./errors.ts";

/** Answers with an error; its problems name the place in what was sent. */
export type Refuse = (
  context: Context,
  code: ApiErrorCode,
  problems: readonly Pick<Problem, "pointer" | "message">[],
) => Response;

/** Answers with an error of the request as a whole. */
export type RefuseWhole = (context: Context, code: ApiErrorCode, message: string) => Response;

/** The refusals of an API; `newRequestId` draws what an operator finds an answer by. */
export function refusals(newRequestId: () => string): { refuse: Refuse; refuseWhole: RefuseWhole } {
  const refuse: Refuse = (context, code, problems) =>
    context.json(errorsBody(code, newRequestId(), problems), API_ERRORS[code].status as ContentfulStatusCode);
  return { refuse, refuseWhole: (context, code, message) => refuse(context, code, [{ pointer: "", message }]) };
}
