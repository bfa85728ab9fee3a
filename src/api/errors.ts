// Errors of the API have Klaviyo's `errors` shape (https://developers.klaviyo.com/en/docs/error_codes), so clients written for
// Klaviyo can read them.

import * as z from "zod";
import { firstProblems, type Problem } from "#core/problem.ts";
import { shorten } from "#core/shorten.ts";

/** The errors that the API answers with. */
export const API_ERRORS = {
  invalid: { status: 400, title: "Invalid input." },
  not_authenticated: { status: 401, title: "The key is missing or not valid." },
  forbidden: { status: 403, title: "The key may not do this." },
  not_found: { status: 404, title: "There is nothing here." },
  method_not_allowed: { status: 405, title: "The path does not have this method." },
  request_timeout: { status: 408, title: "The request took too long." },
  conflict: { status: 409, title: "This can't be done now." },
  too_large: { status: 413, title: "The request body is too large." },
  unsupported_media_type: { status: 415, title: "The content type is not supported." },
  throttled: { status: 429, title: "Too many requests." },
  headers_too_large: { status: 431, title: "The headers are too large." },
  unavailable: { status: 503, title: "Flowhook can't do this right now." },
} as const;

/** The code of an error of the API. */
export type ApiErrorCode = keyof typeof API_ERRORS;

const API_ERROR_CODES = Object.keys(API_ERRORS) as ApiErrorCode[];

const errorSchema = z.object({
  id: z.string().describe("The id of the request, by which an operator finds it in the log."),
  status: z.int().min(400).max(599).describe("The HTTP status of the answer."),
  code: z.enum(API_ERROR_CODES).describe("The kind of error. Programs compare this, never a text."),
  title: z.string().describe("The meaning of the code."),
  detail: z.string().describe("The problem and how to fix it."),
  source: z.object({
    pointer: z
      .string()
      .describe("JSON pointer (RFC 6901) to the part of the request; empty if the problem is about the whole request."),
  }),
});

/** The body of an error: one entry for each problem that it shows. Describes answers; Flowhook's own answers are not parsed. */
export const errorsBodySchema = z.object({ errors: z.array(errorSchema).min(1) }).describe("The body of every error.");

/** The body of an error. */
export type ErrorsBody = z.infer<typeof errorsBodySchema>;

/** Longest answer with errors, in bytes. A short request must not be able to ask for a long answer. */
export const MAX_ERRORS_BYTES = 16 * 1024;

/** Room for what encloses the entries, and for the entry that counts those left out, in bytes. */
const RESERVED_BYTES = 512;

/** Longest texts of one entry, in characters. Each can take six bytes of JSON. */
const MAX_DETAIL_LENGTH = 1_000;
const MAX_POINTER_LENGTH = 500;

type Reported = Pick<Problem, "pointer" | "message">;

/** An error with its problems, as many as an answer holds; `requestId` lets an operator find it. */
export function errorsBody(code: ApiErrorCode, requestId: string, problems: readonly Reported[]): ErrorsBody {
  const { status, title } = API_ERRORS[code];
  const entry = ({ pointer, message }: Reported) => {
    const source = { pointer: shorten(pointer, MAX_POINTER_LENGTH) };
    return { id: requestId, status, code, title, detail: shorten(message, MAX_DETAIL_LENGTH), source };
  };
  const all = problems.map((problem) => ({ rule: code, ...problem }));
  let bytes = RESERVED_BYTES;
  const fitting = all.findIndex((problem) => {
    bytes += Buffer.byteLength(JSON.stringify(entry(problem))) + 1;
    return bytes > MAX_ERRORS_BYTES;
  });
  return { errors: firstProblems(all, fitting < 0 ? all.length : fitting).map(entry) };
}
