// Whether a request may pass. The answer is kept by API Gateway for the whole API, so it speaks of the stage
// and not of the one path that was asked for.

import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from "aws-lambda";
import { presentedKey } from "#api/ingest.ts";
import type { Sha256Hex } from "#core/event/event-id.ts";

/** What the authorizer needs. */
export interface AuthorizerPorts {
  /** Whether a key is the API's. Rejects when that cannot be told; API Gateway then answers 503, never 401. */
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
    // Tells keys apart in logs and queues without telling what they are.
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
