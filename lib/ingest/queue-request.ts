// The call by which API Gateway itself puts a request onto the events queue, and what it makes of the answer. The call
// is a form of SQS's query protocol: the body as it came, and what only ingest knows as message attributes.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html

import type { IntegrationResponse } from "aws-cdk-lib/aws-apigateway";
import type { EventFormatName } from "#core/event/formats/event-formats.ts";
import { EVENT_MESSAGE_VERSION } from "#core/messages/event-message.ts";
import { REQUEST_ID, RETRY_AFTER_SECONDS, refusal, TOO_LARGE, UNAVAILABLE } from "./error-body.ts";

/**
 * The attributes of an event message; see core/messages/event-message.ts. The request's id is the extended one, since
 * $context.requestId can be chosen by the client, in a header
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html), and events without an id of their
 * own are known by it.
 */
function attributes(format: EventFormatName): Readonly<Record<string, string>> {
  return {
    v: String(EVENT_MESSAGE_VERSION),
    format,
    request_id: `$util.urlEncode(${REQUEST_ID})`,
    received_at: "$context.requestTimeEpoch",
    key_id: "$util.urlEncode($context.authorizer.key_id)",
  };
}

/** The form that sends one event. Without line breaks: they would become part of the values. */
export function sendMessageForm(format: EventFormatName): string {
  const fields = Object.entries(attributes(format)).flatMap(([name, value], index) => {
    const prefix = `MessageAttribute.${index + 1}`;
    return [`${prefix}.Name=${name}`, `${prefix}.Value.DataType=String`, `${prefix}.Value.StringValue=${value}`];
  });
  return [
    "Action=SendMessage",
    "Version=2012-11-05",
    // On a standard queue a group is no order but a share: one key's flood does not hold up the others' events.
    "MessageGroupId=$util.urlEncode($context.authorizer.key_id)",
    ...fields,
    "MessageBody=$util.urlEncode($input.body)",
  ].join("&");
}

/** For a body with a character that SQS does not take: U+FFFE, U+FFFF, or half of a pair. */
const UNSTORABLE = refusal("invalid", "The event holds a character that can't be stored; write it as a JSON escape.");

/**
 * The answers. API Gateway picks by the status of SQS's answer, whole; the one without a pattern is for all others, and
 * that must never be the 202: an event that was not stored has to be sent again.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
 */
export const QUEUE_ANSWERS: readonly IntegrationResponse[] = [
  {
    statusCode: "503",
    responseParameters: { "method.response.header.Retry-After": `'${RETRY_AFTER_SECONDS}'` },
    responseTemplates: { "application/json": UNAVAILABLE.body },
  },
  {
    selectionPattern: "200",
    statusCode: "202",
    responseTemplates: { "application/json": JSON.stringify({ request_id: REQUEST_ID }) },
  },
  { selectionPattern: "400", statusCode: "413", responseTemplates: { "application/json": refusedByQueue() } },
];

/**
 * SQS answers 400 for a message that is too long, for one with characters that XML 1.0 does not allow, and for faults of
 * ours. It tells them apart in the text alone, so this template looks into it.
 */
function refusedByQueue(): string {
  return [
    "#set($answer = $input.path('$').toString())",
    "#if($answer.contains('must be shorter than'))",
    TOO_LARGE.body,
    "#elseif($answer.contains('InvalidMessageContents'))",
    `#set($context.responseOverride.status = ${UNSTORABLE.status})`,
    UNSTORABLE.body,
    "#else",
    `#set($context.responseOverride.status = ${UNAVAILABLE.status})`,
    `#set($context.responseOverride.header.Retry-After = '${RETRY_AFTER_SECONDS}')`,
    UNAVAILABLE.body,
    "#end",
  ].join("\n");
}
