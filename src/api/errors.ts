// How every error of the API looks: Klaviyo's `errors` shape (https://developers.klaviyo.com/en/docs/error_codes), so
// that clients written for it can read ours.

import type { Problem } from "#core/problem.ts";

/** The errors that the API answers with. */
export const API_ERRORS = {
  invalid: { status: 400, title: "Invalid input." },
  not_authenticated: { status: 401, title: "Authentication credentials were not provided." },
  permission_denied: { status: 403, title: "The key is not valid." },
  not_found: { status: 404, title: "There is nothing here." },
  conflict: { status: 409, title: "This can't be done now." },
  too_large: { status: 413, title: "The request body is too large." },
  unsupported_media_type: { status: 415, title: "The content type is not supported." },
  throttled: { status: 429, title: "Too many requests." },
  unavailable: { status: 503, title: "Flowhook can't do this right now." },
} as const;

/** The code of an error of the API. */
export type ApiErrorCode = keyof typeof API_ERRORS;

/** The body of an error: one entry for each problem. */
export interface ErrorsBody {
  readonly errors: readonly {
    readonly id: string;
    readonly status: number;
    readonly code: ApiErrorCode;
    readonly title: string;
    readonly detail: string;
    readonly source: { readonly pointer: string };
  }[];
}

/** An error with its problems; `requestId` lets an operator find it. */
export function errorsBody(
  code: ApiErrorCode,
  requestId: string,
  problems: readonly Pick<Problem, "pointer" | "message">[],
): ErrorsBody {
  const { status, title } = API_ERRORS[code];
  return {
    errors: problems.map(({ pointer, message }) => {
      return { id: requestId, status, code, title, detail: message, source: { pointer } };
    }),
  };
}
