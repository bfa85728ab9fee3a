// Checks the key of a request to ingest. A wrong, an expired and a revoked key get the same answer.

import type { KeyLookup } from "#app/keys/presented-keys.ts";
import type { KeyScope } from "#core/keys/key-scope.ts";
import type { ApiErrorCode } from "../errors.ts";
import { presentedKey } from "./presented-key.ts";

/** The sender of a request. */
export interface Sender {
  readonly keyId: string;
  readonly scope: KeyScope;
}

/** Why a request is refused. */
export interface KeyRefusal {
  readonly code: ApiErrorCode;
  readonly message: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The sender that an Authorization header names at a time, in milliseconds. A call counts as one request of the key. */
export function authenticate(keys: KeyLookup, authorization: string | undefined, now: number): Sender | KeyRefusal {
  const key = presentedKey(authorization);
  if (key === undefined) {
    return { code: "not_authenticated", message: "Send the header Authorization: Bearer <ingest key>.", headers: {} };
  }
  const found = keys.find(key, now);
  switch (found.type) {
    case "known":
      return { keyId: found.id, scope: found.scope };
    case "unknown":
      return { code: "not_authenticated", message: "The ingest key is not known here.", headers: {} };
    case "throttled":
      return {
        code: "throttled",
        message: "The ingest key may not make more requests now. Send this one again later.",
        headers: { "retry-after": String(found.retryAfterSeconds) },
      };
  }
}
