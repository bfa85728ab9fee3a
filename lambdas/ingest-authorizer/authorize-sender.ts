// Decides whether a sender's request may pass, and names the sender's key and scope for the message of its event.

import type { APIGatewayAuthorizerResult, APIGatewayTokenAuthorizerEvent } from "aws-lambda";
import { keyContextOf } from "#backends/aws/keys/key-context.ts";
import { apiIdOf, usageKeyOf } from "#backends/aws/keys/usage-key.ts";
import { allow, deny } from "../authorizer-answer.ts";
import { findSenderKey, type SenderKeyPorts } from "../sender-keys.ts";

/**
 * Allows requests with a valid key and denies all others. A wrong, an expired and a revoked key get the same answer. API Gateway
 * caches each answer for a minute, so a revoked key is refused within a minute. Rejects, and API Gateway answers 503, if a key
 * can't be read.
 */
export function authorizeSender(
  ports: SenderKeyPorts,
): (event: APIGatewayTokenAuthorizerEvent) => Promise<APIGatewayAuthorizerResult> {
  return async ({ authorizationToken, methodArn }) => {
    const key = await findSenderKey(ports, authorizationToken);
    if (key === undefined) return deny(methodArn);
    const usageIdentifierKey = usageKeyOf(apiIdOf(methodArn), key.id);
    return { ...allow(methodArn, key.id, keyContextOf(key)), usageIdentifierKey };
  };
}
