// The answers that API Gateway itself gives, in the shape of the API's own errors. By default API Gateway would answer a
// fault with 500 or 504 and "Internal server error"; clients retry on 503 with Retry-After, and only if a retry can help.
// https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html

import { ResponseType, type RestApi } from "aws-cdk-lib/aws-apigateway";
import { API_ERRORS, type ApiErrorCode, errorsBody } from "#api/errors.ts";

/** The id of the request, which the access log holds too. */
export const REQUEST_ID = "$context.extendedRequestId";

/** Seconds after which a sender is asked to retry. */
export const RETRY_AFTER_SECONDS = 5;

/** An answer that refuses a request. */
interface Refusal {
  readonly status: number;
  /** A JSON body, for a mapping template or a gateway response. */
  readonly body: string;
}

/** A refusal with one of the API's error codes. The message may be a variable of API Gateway. */
export function refusal(code: ApiErrorCode, message: string): Refusal {
  const body = errorsBody(code, REQUEST_ID, [{ pointer: "", message }]);
  return { status: API_ERRORS[code].status, body: JSON.stringify(body) };
}

/** The messages of an API's refusals. */
export interface GatewayTexts {
  readonly noKey: string;
  readonly wrongKey: string;
  readonly notFound: string;
  readonly tooLarge: string;
  readonly throttled: string;
  readonly unavailable: string;
}

/** API Gateway inflates bodies: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-make-request-with-compressed-payload.html */
const UNSUPPORTED =
  "Send Content-Type: application/json, uncompressed or in the encoding that Content-Encoding names: gzip or deflate.";

type Answer = readonly [ResponseType, Refusal];

/** Answers to requests that would be refused again. */
function finalAnswers(texts: GatewayTexts): readonly Answer[] {
  return [
    [ResponseType.BAD_REQUEST_BODY, refusal("invalid", "$context.error.validationErrorString")],
    [ResponseType.UNAUTHORIZED, refusal("not_authenticated", texts.noKey)],
    // The authorizer denies a wrong key instead of failing with "Unauthorized": API Gateway caches a denial for a minute and
    // calls no function for it. Its default status for a denial would be 403.
    [ResponseType.ACCESS_DENIED, refusal("not_authenticated", texts.wrongKey)],
    // A key that was just revoked, or one so new that its usage plan does not have it yet; for a minute, like a wrong key.
    [ResponseType.INVALID_API_KEY, refusal("not_authenticated", texts.wrongKey)],
    // API Gateway's name for a path or method that the API does not have.
    [ResponseType.MISSING_AUTHENTICATION_TOKEN, refusal("not_found", texts.notFound)],
    [ResponseType.REQUEST_TOO_LARGE, refusal("too_large", texts.tooLarge)],
    // Also the answer to a body that does not have the encoding of its Content-Encoding header.
    [ResponseType.UNSUPPORTED_MEDIA_TYPE, refusal("unsupported_media_type", UNSUPPORTED)],
  ];
}

/** Answers that ask the client to send the same request later. */
function temporaryAnswers(texts: GatewayTexts): readonly Answer[] {
  const unavailable = refusal("unavailable", texts.unavailable);
  return [
    // The throttle of the stage, and the rate of a key.
    [ResponseType.THROTTLED, refusal("throttled", texts.throttled)],
    [ResponseType.AUTHORIZER_FAILURE, unavailable],
    [ResponseType.AUTHORIZER_CONFIGURATION_ERROR, unavailable],
    [ResponseType.INTEGRATION_FAILURE, unavailable],
    [ResponseType.INTEGRATION_TIMEOUT, unavailable],
    [ResponseType.API_CONFIGURATION_ERROR, unavailable],
    // Every other answer with a 5xx status.
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
