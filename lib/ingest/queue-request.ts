// The call by which API Gateway sends a request to the events queue, and the answers that it derives from SQS's. The call is a
// form of SQS's query protocol: the unchanged body, and message attributes that only ingest knows.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html

import type { IntegrationResponse } from "aws-cdk-lib/aws-apigateway";
import { NO_METRICS } from "#backends/aws/keys/key-context.ts";
import type { EventFormatName } from "#core/event/formats/event-format.ts";
import { SOURCES_ONLY } from "#core/keys/key-scope.ts";
import { EVENT_MESSAGE_VERSION } from "#core/messages/event-message.ts";
import { REQUEST_ID, RETRY_AFTER_SECONDS, refusal } from "../api/gateway-answers.ts";

/**
 * The attributes of an event message; see core/messages/event-message.ts. The id is the extended one, because a client can
 * choose $context.requestId by a header (https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html),
 * and this id identifies events that have no unique_id.
 */
function attributes(format: EventFormatName): Readonly<Record<string, string>> {
  return {
    v: String(EVENT_MESSAGE_VERSION),
    format,
    request_id: `$util.urlEncode(${REQUEST_ID})`,
    received_at: "$context.requestTimeEpoch",
    key_id: "$util.urlEncode($context.authorizer.key_id)",
    key_metrics: "$util.urlEncode($context.authorizer.key_metrics)",
  };
}

/**
 * The type of the attribute with the scope of the key. SQS refuses the type of a key that may not send events, and the answer to that
 * refusal is a 403. The authorizer can't refuse such a key for one path: API Gateway answers each of its denials alike, and a wrong key
 * must get a 401.
 */
const SCOPE_TYPE = "$util.urlEncode($context.authorizer.key_metrics_type)";

/** The form that sends one event. It has no line breaks, because they would become part of the values. */
export function sendMessageForm(format: EventFormatName): string {
  const fields = Object.entries(attributes(format)).flatMap(([name, value], index) => {
    const prefix = `MessageAttribute.${index + 1}`;
    const type = name === "key_metrics" ? SCOPE_TYPE : "String";
    return [`${prefix}.Name=${name}`, `${prefix}.Value.DataType=${type}`, `${prefix}.Value.StringValue=${value}`];
  });
  return [
    "Action=SendMessage",
    "Version=2012-11-05",
    // On a standard queue a group means a fair share and no order: a flood from one key does not delay events from others.
    "MessageGroupId=$util.urlEncode($context.authorizer.key_id)",
    ...fields,
    "MessageBody=$util.urlEncode($input.body)",
  ].join("&");
}

/** A fault of the pipeline: the sender should send the event again. */
const UNAVAILABLE = refusal("unavailable", "The event was not stored. Send it again.");

/** A key that may only post to sources. */
const OUT_OF_SCOPE = refusal("forbidden", SOURCES_ONLY);

/** A body larger than the queue accepts. */
const TOO_LARGE = refusal("too_large", "An event may have at most 256 KiB.");

/** A body with a character that SQS refuses: U+FFFE, U+FFFF, or half of a surrogate pair. */
const UNSTORABLE = refusal("invalid", "The event holds a character that can't be stored; write it as a JSON escape.");

/**
 * The answers. API Gateway selects one by the status of SQS's response, matched as a whole. The answer without a pattern covers
 * all other statuses and must never be the 202, because the sender must send an event again that was not stored.
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
 * SQS responds with 400 to a message that is too long, to one with characters that XML 1.0 does not allow, and to faults of the
 * stack, such as a key of KMS that it may not use. Only the text distinguishes them, so this template inspects it.
 */
function refusedByQueue(): string {
  return [
    `#if("$!context.authorizer.key_metrics" == "${NO_METRICS}")`,
    `#set($context.responseOverride.status = ${OUT_OF_SCOPE.status})`,
    OUT_OF_SCOPE.body,
    "#else",
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
    "#end",
  ].join("\n");
}
