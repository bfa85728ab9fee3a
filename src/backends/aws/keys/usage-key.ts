// The value by which API Gateway recognizes a key of ingest in its usage plans. The authorizer returns it with each allowed request
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html). It is not secret: API
// Gateway takes it from the authorizer alone, and ignores one that a client sends.

import { DEFAULT_KEY_ID } from "#core/keys/key-text.ts";

/**
 * The value of a key: unique in the account's region, and 20 to 128 letters and digits, as API Gateway demands
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html).
 */
export function usageKeyOf(apiId: string, keyId: string): string {
  return `flowhook${apiId}${keyId.slice("key_".length)}`;
}

/** The value of the default key, which the stack creates. */
export function defaultUsageKey(apiId: string): string {
  return usageKeyOf(apiId, DEFAULT_KEY_ID);
}

/** The id of the API in the ARN of a method: `arn:aws:execute-api:region:account:api-id/stage/POST/events`. */
export function apiIdOf(methodArn: string): string {
  const [apiId = ""] = methodArn.split(":").slice(5).join(":").split("/", 1);
  return apiId;
}
