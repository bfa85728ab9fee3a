import { afterEach, beforeEach, expect, test } from "vitest";
import { decodeEventRecord, decodeJsonRecord } from "#backends/aws/sqs/decode-record.ts";
import { jsonBody } from "#backends/aws/sqs/queue-message.ts";
import { refuseTo } from "#backends/aws/sqs/refuse-record.ts";
import { MAX_DETAIL_LENGTH, SqsEventsDeadLetters } from "#backends/aws/sqs/sqs-events-dead-letters.ts";
import { SqsFailedDeliveries } from "#backends/aws/sqs/sqs-failed-deliveries.ts";
import { deliveryMessageSchema, nextRound } from "#core/messages/delivery-message.ts";
import { type SqsEmulator, startSqs } from "#support/aws/sqs-emulator.ts";
import { toRecord } from "#support/aws/sqs-record.ts";
import { NOON, sampleEvent, sampleMessage } from "#support/delivery-samples.ts";
import { sampleEventMessage } from "../../../contracts/events-queue.contract.ts";

let sqs: SqsEmulator;
beforeEach(async () => {
  sqs = await startSqs();
});
afterEach(() => sqs.close());

const failed = {
  message: nextRound(sampleMessage()),
  target: "https://api.mailing-house.example",
  reason: "http-503",
  status: 503,
  attempts: 18,
  first_attempt_at: NOON,
  last_attempt_at: NOON + 86_400_000,
};

test("a failed delivery is a delivery message, with details for operators in its attributes", async () => {
  await new SqsFailedDeliveries(sqs.queue("failed")).send(failed);
  const [held] = sqs.held("failed");
  expect(decodeJsonRecord(deliveryMessageSchema, toRecord(held ?? { body: "", attributes: {} }))).toEqual({
    ok: true,
    message: failed.message,
  });
  expect(held).toMatchObject({
    group: failed.target,
    attributes: {
      reason: "http-503",
      status: "503",
      flow: "printed-catalogue",
      target: failed.target,
      attempts: "18",
      first_attempt_at: "2026-07-01T12:00:00.000Z",
      last_attempt_at: "2026-07-02T12:00:00.000Z",
    },
  });
});

test("a delivery that failed without an answer has no status", async () => {
  const { status: _status, ...unanswered } = failed;
  await new SqsFailedDeliveries(sqs.queue("failed")).send({ ...unanswered, reason: "timeout" });
  expect(sqs.held("failed")[0]?.attributes).not.toHaveProperty("status");
});

test("the detail of a dead letter ends at a thousand characters, between characters", async () => {
  const problems = [{ rule: "event-invalid", pointer: "", message: "😀".repeat(2_000) }];
  const message = sampleEventMessage();
  await new SqsEventsDeadLetters(sqs.queue("dead")).send({ message, reason: "event-invalid", problems });
  const detail = sqs.held("dead")[0]?.attributes["detail"] ?? "";
  expect(detail).toBe(`${"😀".repeat(MAX_DETAIL_LENGTH - 1)}…`);
});

test("a dead letter that is moved back to the events queue is the event again", async () => {
  const message = sampleEventMessage();
  await new SqsEventsDeadLetters(sqs.queue("dead")).send({ message, reason: "event-invalid", problems: [] });
  const [held] = sqs.held("dead");
  expect(held?.attributes).toMatchObject({ reason: "event-invalid" });
  expect(held?.attributes).not.toHaveProperty("detail");
  expect(decodeEventRecord(toRecord(held ?? { body: "", attributes: {} }))).toEqual({ ok: true, message });
});

test("a record that can't be decoded is kept unchanged, with the reason", async () => {
  const record = toRecord({ body: "{", attributes: { v: "1", reason: "old", trace: "abc" }, group: "key-1" });
  const problems = [{ rule: "message-invalid", pointer: "/v", message: "Must be 1." }];
  await refuseTo(sqs.queue("dead"))(record, problems);
  expect(sqs.held("dead")).toEqual([
    {
      body: "{",
      group: "key-1",
      delaySeconds: 0,
      attributes: { v: "1", trace: "abc", reason: "message-invalid", detail: "/v: Must be 1." },
    },
  ]);
});

test("a record that has as many attributes as SQS accepts is kept", async () => {
  const attributes = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [`a${index}`, "x"]));
  await refuseTo(sqs.queue("dead"))(toRecord({ body: "{", attributes }), []);
  const held = sqs.held("dead")[0]?.attributes ?? {};
  expect(Object.keys(held)).toEqual([...Array.from({ length: 8 }, (_, index) => `a${index}`), "reason"]);
});

test("a record that was refused before keeps its attributes when it is refused again", async () => {
  const { body, ...envelope } = sampleEventMessage();
  const texts = Object.fromEntries(Object.entries(envelope).map(([key, text]) => [key, String(text)]));
  const more = { trace: "abc", source: "bulk", tenant: "7" };
  const record = toRecord({ body, attributes: { reason: "old", detail: "old", ...texts, ...more } });
  await refuseTo(sqs.queue("dead"))(record, [{ rule: "message-invalid", pointer: "", message: "new" }]);
  expect(sqs.held("dead")[0]?.attributes).toEqual({ ...texts, ...more, reason: "message-invalid", detail: "new" });
});

test.each([
  ["v", "2"],
  ["v", "one"],
  ["format", "carrier-pigeon"],
  ["request_id", undefined],
  ["received_at", "yesterday"],
  ["received_at", " "],
  ["received_at", "1.5"],
  ["received_at", undefined],
  ["key_id", undefined],
])("an event whose attribute %s is %j is refused, and the problem names it", async (name, value) => {
  const { body, ...envelope } = sampleEventMessage();
  const texts = Object.fromEntries(Object.entries(envelope).map(([key, text]) => [key, String(text)]));
  expect(decodeEventRecord(toRecord({ body, attributes: texts }))).toMatchObject({ ok: true });
  const { [name]: _old, ...others } = texts;
  const decoded = decodeEventRecord(
    toRecord({ body, attributes: value === undefined ? others : { ...others, [name]: value } }),
  );
  expect(decoded).toMatchObject({ ok: false, problems: [{ rule: "message-invalid", pointer: `/${name}` }] });
});

test.each([
  ["", ""],
  ["not json", ""],
  ["[]", ""],
  [JSON.stringify({ ...sampleMessage(), v: 2 }), "/v"],
  [JSON.stringify({ ...sampleMessage(), kind: "run" }), "/kind"],
  [JSON.stringify({ ...sampleMessage(), round: 0 }), "/round"],
  [JSON.stringify({ ...sampleMessage(), event: { ...sampleEvent(), id: "" } }), "/event/id"],
])("the message %.30s is not a delivery, and the problem has a pointer", (body, pointer) => {
  const decoded = decodeJsonRecord(deliveryMessageSchema, toRecord({ body }));
  expect(decoded).toMatchObject({ ok: false, problems: [{ rule: "message-invalid", pointer }] });
});

test("characters beyond the basic plane are not changed for SQS", () => {
  expect(jsonBody({ note: "😀\uFFFF" })).toBe('{"note":"😀\\uffff"}');
});
