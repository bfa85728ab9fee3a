// Whether a request to ingest may pass. The answer is kept by API Gateway for the whole API, so it speaks of the stage
// and not of the one path that was asked for.

import { createHash, timingSafeEqual } from "node:crypto";
import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from "aws-lambda";
import { presentedKey } from "#api/ingest.ts";

/** What the authorizer needs. */
export interface AuthorizerPorts {
  /** The ingest key. Rejects when it can't be had; API Gateway then answers 503, never 403. */
  readonly ingestKey: () => Promise<string>;
}

/** Allows the ingest key and denies all others. */
export function authorize(
  ports: AuthorizerPorts,
): (event: APIGatewayTokenAuthorizerEvent) => Promise<APIGatewayAuthorizerResult> {
  return async ({ authorizationToken, methodArn }) => {
    const key = presentedKey(authorizationToken);
    const presented = sha256(key ?? "");
    // Digests are of one length, which the comparison needs, and say nothing of the keys.
    const same = timingSafeEqual(presented, sha256(await ports.ingestKey()));
    const allowed = same && key !== undefined;
    const keyId = `key_${presented.toString("hex", 0, 8)}`;
    return {
      principalId: allowed ? keyId : "unknown",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [
          { Action: "execute-api:Invoke", Effect: allowed ? "Allow" : "Deny", Resource: wholeStage(methodArn) },
        ],
      },
      ...(allowed && { context: { key_id: keyId } }),
    };
  };
}

function sha256(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** `arn:…:api-id/stage/POST/events` -> `arn:…:api-id/stage/*`. */
function wholeStage(methodArn: string): string {
  return `${methodArn.split("/", 2).join("/")}/*`;
}
