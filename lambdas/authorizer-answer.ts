// The answer of an authorizer. API Gateway caches it for the whole API, so it names the stage and not the requested path.

import type { APIGatewayAuthorizerResult } from "aws-lambda";

/** The values that API Gateway passes on with an allowed request. It supports only texts, numbers and booleans. */
export type AuthorizerContext = Readonly<Record<string, string>>;

/** Allows every request with the same key to the stage of `methodArn`. */
export function allow(methodArn: string, principalId: string, context: AuthorizerContext): APIGatewayAuthorizerResult {
  return { ...answer("Allow", principalId, methodArn), context };
}

/** Denies every request with the same key. */
export function deny(methodArn: string): APIGatewayAuthorizerResult {
  return answer("Deny", "unknown", methodArn);
}

function answer(effect: "Allow" | "Deny", principalId: string, methodArn: string): APIGatewayAuthorizerResult {
  const statement = { Action: "execute-api:Invoke", Effect: effect, Resource: wholeStage(methodArn) };
  return { principalId, policyDocument: { Version: "2012-10-17", Statement: [statement] } };
}

/** `arn:…:api-id/stage/POST/events` -> `arn:…:api-id/stage/*`. */
function wholeStage(methodArn: string): string {
  return `${methodArn.split("/", 2).join("/")}/*`;
}
