// Decides whether a request may pass. API Gateway caches the answer for the whole API, so it names the stage and not the requested
// path.

import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from "aws-lambda";
import { presentedKey } from "#api/ingest/admit.ts";
import type { Sha256Hex } from "#core/event/event-id.ts";

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
    if (key === undefined || !(await ports.isKey(key))) return answer("Deny", "unknown", methodArn);
    // Distinguishes keys in logs and queues without revealing them.
    const keyId = `key_${ports.sha256Hex(key).slice(0, 16)}`;
    return { ...answer("Allow", keyId, methodArn), context: { key_id: keyId } };
  };
}

function answer(effect: "Allow" | "Deny", principalId: string, methodArn: string): APIGatewayAuthorizerResult {
  const statement = { Action: "execute-api:Invoke", Effect: effect, Resource: wholeStage(methodArn) };
  return { principalId, policyDocument: { Version: "2012-10-17", Statement: [statement] } };
}

/** `arn:…:api-id/stage/POST/events` -> `arn:…:api-id/stage/*`. */
function wholeStage(methodArn: string): string {
  return `${methodArn.split("/", 2).join("/")}/*`;
}
