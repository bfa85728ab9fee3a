// What API Gateway answers when a request never reaches what is behind it. Its own words would say "Internal server error"
// with a 500 or a 504; clients retry on 503 with Retry-After, and only where a retry can help.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html

import { ResponseType, type RestApi } from "aws-cdk-lib/aws-apigateway";
import { RETRY_AFTER_SECONDS, type Refusal, refusal } from "./error-body.ts";

/** What an API says to its clients. */
export interface GatewayTexts {
  readonly noKey: string;
  readonly wrongKey: string;
  readonly notFound: string;
  readonly tooLarge: string;
  readonly throttled: string;
  readonly unavailable: string;
}

type Answer = readonly [ResponseType, Refusal];

/** Answers that a repeat of the same request would get again. */
function finalAnswers(texts: GatewayTexts): readonly Answer[] {
  return [
    [ResponseType.BAD_REQUEST_BODY, refusal("invalid", "$context.error.validationErrorString")],
    [ResponseType.UNAUTHORIZED, refusal("not_authenticated", texts.noKey)],
    // The authorizer denies a wrong key instead of failing with "Unauthorized": API Gateway remembers a denial for a minute
    // and calls no function for it. Its own status for a denial would be 403.
    [ResponseType.ACCESS_DENIED, refusal("not_authenticated", texts.wrongKey)],
    // What API Gateway calls a path or method that the API does not have.
    [ResponseType.MISSING_AUTHENTICATION_TOKEN, refusal("not_found", texts.notFound)],
    [ResponseType.REQUEST_TOO_LARGE, refusal("too_large", texts.tooLarge)],
    [ResponseType.UNSUPPORTED_MEDIA_TYPE, refusal("unsupported_media_type", "Send Content-Type: application/json.")],
  ];
}

/** Answers that ask for the same request again, later. */
function temporaryAnswers(texts: GatewayTexts): readonly Answer[] {
  const unavailable = refusal("unavailable", texts.unavailable);
  return [
    [ResponseType.THROTTLED, refusal("throttled", texts.throttled)],
    [ResponseType.AUTHORIZER_FAILURE, unavailable],
    [ResponseType.AUTHORIZER_CONFIGURATION_ERROR, unavailable],
    [ResponseType.INTEGRATION_FAILURE, unavailable],
    [ResponseType.INTEGRATION_TIMEOUT, unavailable],
    [ResponseType.API_CONFIGURATION_ERROR, unavailable],
    // Every other answer that would begin with a 5.
    [ResponseType.DEFAULT_5XX, unavailable],
  ];
}

/** Gives an API its answers. */
export function addGatewayAnswers(api: RestApi, texts: GatewayTexts): void {
  for (const [type, answer] of finalAnswers(texts)) add(api, type, answer, {});
  for (const [type, answer] of temporaryAnswers(texts)) {
    add(api, type, answer, { "Retry-After": `'${RETRY_AFTER_SECONDS}'` });
  }
}

function add(api: RestApi, type: ResponseType, answer: Refusal, responseHeaders: Record<string, string>): void {
  api.addGatewayResponse(`Answer${type.responseType}`, {
    type,
    statusCode: String(answer.status),
    responseHeaders,
    templates: { "application/json": answer.body },
  });
}
