// Invocations as Lambda hands them to functions: batches of records, and requests with many events. Each event is another one.

import type { APIGatewayProxyEvent, SQSEvent, SQSRecord } from "aws-lambda";
import { eventQueueMessage } from "#backends/aws/sqs/event-attributes.ts";
import { RUN_MESSAGE_VERSION } from "#core/messages/run-message.ts";

/** Batches, one for each invocation. */
export type SqsEvents = readonly SQSEvent[];

let made = 0;

/** Returns batches of events. @param order is a template with placeholders for a run, a number and a marker. */
export function eventRecords(order: string, count: number, size: number): SqsEvents {
  return batches(count, size, (unique) => {
    const body = eventOf(order, unique);
    const received_at = Date.now();
    const message = { v: 1, format: "plain", request_id: unique, received_at, key_id: "bench", body } as const;
    const { attributes } = eventQueueMessage(message);
    return toRecord("events", unique, body, attributes);
  });
}

/** Returns requests to POST /events/bulk as API Gateway forwards them, each with `size` events. @param order is as above. */
export function bulkRequests(order: string, count: number, size: number): readonly APIGatewayProxyEvent[] {
  return Array.from({ length: count }, () => {
    const events = Array.from({ length: size }, () => JSON.stringify(JSON.parse(eventOf(order, String(++made)))));
    const request: object = {
      resource: "/events/bulk",
      multiValueHeaders: { "Content-Type": ["application/x-ndjson"] },
      body: `${events.join("\n")}\n`,
      isBase64Encoded: false,
      requestContext: { extendedRequestId: `bench-${++made}`, authorizer: { key_id: "bench" } },
    };
    return request as APIGatewayProxyEvent; // the other fields are not read
  });
}

function eventOf(order: string, unique: string): string {
  return order.replaceAll("%run%", "bench").replaceAll("%number%", unique).replaceAll("%marker%", unique);
}

/** Returns batches of deliveries. @param sample is a message as the matcher sends it; `added` are further fields. */
export function deliveryRecords(sample: string, queue: string, count: number, size: number, added = {}): SqsEvents {
  const message = { ...JSON.parse(sample), ...added };
  return batches(count, size, (unique) => {
    const event = { ...message.event, id: eventId(unique) };
    return toRecord(queue, unique, JSON.stringify({ ...message, event }), {});
  });
}

/** Returns batches of runs that wake at the action of the sample. @param sample is as above. */
export function runRecords(sample: string, count: number, size: number): SqsEvents {
  const { event, flow_id, action_id, started_at, due_at } = JSON.parse(sample);
  const run = { v: RUN_MESSAGE_VERSION, kind: "run", flow_id, action_id, started_at, due_at };
  return batches(count, size, (unique) => {
    const body = JSON.stringify({ ...run, event: { ...event, id: eventId(unique) } });
    return toRecord("steps", unique, body, {});
  });
}

function eventId(unique: string): string {
  return `evt_${unique.padStart(32, "0")}`;
}

function batches(count: number, size: number, recordOf: (unique: string) => SQSRecord): SqsEvents {
  return Array.from({ length: count }, () => ({
    Records: Array.from({ length: size }, () => recordOf(String(++made))),
  }));
}

function toRecord(
  queue: string,
  unique: string,
  body: string,
  attributes: Readonly<Record<string, string>>,
): SQSRecord {
  const now = String(Date.now());
  return {
    messageId: unique,
    receiptHandle: unique,
    body,
    attributes: {
      ApproximateReceiveCount: "1",
      SentTimestamp: now,
      SenderId: "bench",
      ApproximateFirstReceiveTimestamp: now,
      MessageGroupId: "bench",
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [name, { stringValue, dataType: "String" }]),
    ),
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: `arn:aws:sqs:eu-west-1:111122223333:${queue}`,
    awsRegion: "eu-west-1",
  };
}
