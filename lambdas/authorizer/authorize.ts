// Decides whether a request with the admin token may pass.

import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from "aws-lambda";
import { presentedKey } from "#api/ingest/presented-key.ts";
import type { Sha256Hex } from "#core/event/event-id.ts";
import { allow, deny } from "../authorizer-answer.ts";

/** The ports of the authorizer. */
export interface AuthorizerPorts {
  /** Whether a key is the API's. Rejects when the key cannot be read; API Gateway then answers 503, never 401. */
  readonly isKey: (key: string) => Promise<boolean>;
  readonly sha256Hex: Sha256Hex;
}

/** Allows the API's key and denies all others. API Gateway answers a denial with 401. */
export function authorize(
  ports: AuthorizerPorts,
): (event: APIGatewayTokenAuthorizerEvent) => Promise<APIGatewayAuthorizerResult> {
  return async ({ authorizationToken, methodArn }) => {
    const key = presentedKey(authorizationToken);
    if (key === undefined || !(await ports.isKey(key))) return deny(methodArn);
    // Distinguishes keys in logs without revealing them.
    const keyId = `key_${ports.sha256Hex(key).slice(0, 16)}`;
    return allow(methodArn, keyId, { key_id: keyId });
  };
}
