// What API Gateway answers when it never reaches the queue. Its own words would say "Internal server error" with a 500
// or a 504; senders retry on 503 with Retry-After, and only where a retry can help.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html

import { ResponseType, type RestApi } from "aws-cdk-lib/aws-apigateway";
import { RETRY_AFTER_SECONDS, type Refusal, refusal, TOO_LARGE, UNAVAILABLE } from "./error-body.ts";

/** Answers that a repeat of the same request would get again. */
const FINAL: readonly (readonly [ResponseType, Refusal])[] = [
  [ResponseType.BAD_REQUEST_BODY, refusal("invalid", "$context.error.validationErrorString")],
  [ResponseType.UNAUTHORIZED, refusal("not_authenticated", "Send the header Authorization: Bearer <ingest key>.")],
  [ResponseType.ACCESS_DENIED, refusal("not_authenticated", "The ingest key is not known here.")],
  // What API Gateway calls a path or method that the API does not have.
  [ResponseType.MISSING_AUTHENTICATION_TOKEN, refusal("not_found", "Events go to POST /events.")],
  [ResponseType.REQUEST_TOO_LARGE, TOO_LARGE],
  [ResponseType.UNSUPPORTED_MEDIA_TYPE, refusal("unsupported_media_type", "Send Content-Type: application/json.")],
];

/** Answers that ask for the same request again, later. */
const TEMPORARY: readonly (readonly [ResponseType, Refusal])[] = [
  [ResponseType.THROTTLED, refusal("throttled", "Too many events at once. Send it again.")],
  [ResponseType.AUTHORIZER_FAILURE, UNAVAILABLE],
  [ResponseType.AUTHORIZER_CONFIGURATION_ERROR, UNAVAILABLE],
  [ResponseType.INTEGRATION_FAILURE, UNAVAILABLE],
  [ResponseType.INTEGRATION_TIMEOUT, UNAVAILABLE],
  [ResponseType.API_CONFIGURATION_ERROR, UNAVAILABLE],
  // Every other answer that would begin with a 5.
  [ResponseType.DEFAULT_5XX, UNAVAILABLE],
];

/** Gives an API the answers of ingest. */
export function addGatewayAnswers(api: RestApi): void {
  for (const [type, answer] of FINAL) add(api, type, answer, {});
  for (const [type, answer] of TEMPORARY) add(api, type, answer, { "Retry-After": `'${RETRY_AFTER_SECONDS}'` });
}

function add(api: RestApi, type: ResponseType, answer: Refusal, responseHeaders: Record<string, string>): void {
  api.addGatewayResponse(`Answer${type.responseType}`, {
    type,
    statusCode: String(answer.status),
    responseHeaders,
    templates: { "application/json": answer.body },
  });
}
