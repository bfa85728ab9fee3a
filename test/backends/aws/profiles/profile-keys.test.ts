import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  entryKey,
  historyKey,
  historyRange,
  isReadableFromKey,
  readHistoryKey,
} from "#backends/aws/profiles/profile-keys.ts";
import { MAX_ID_LENGTH } from "#core/flow/identifiers.ts";
import { NOON } from "#support/delivery-samples.ts";
import { happened } from "#support/profile-samples.ts";

const ADA = "email:ada@example.com";

/** Returns whether a query for a metric between two times finds a key. */
function finds(key: ReturnType<typeof historyKey>, metric: string, from = -Infinity, to = Infinity): boolean {
  const { pk, low, high } = historyRange(ADA, { metric, from, to });
  const [sort = "", lowest = "", highest = ""] = [key["sk"]?.S, low.S, high.S];
  return key["pk"]?.S === pk.S && sort >= lowest && sort <= highest;
}

test("the key of an event holds its metric, time and id", () => {
  const event = happened({ event_id: "evt_1", metric: "Placed Order #2 %", time: 681_000_000_000 });
  expect(historyKey(ADA, event)).toEqual({
    pk: { S: ADA },
    sk: { S: "metric#Placed Order %232 %25#0681000000000#evt_1" },
  });
});

test.each([
  [{ time: NOON }, true],
  [{ time: 0 }, true],
  [{ time: NOON + 0.5 }, false],
  [{ time: -1 }, false],
  [{ time: 1e13 }, false],
  [{ event_id: "evt_1" }, false],
  [{ event_id: `evt_${"a".repeat(32)}#` }, false],
  [{ event_id: "y".repeat(400) }, false],
])("the time and id of an event like %j can be read from its key: %s", (changes, readable) => {
  const event = happened({ event_id: `evt_${"0a".repeat(16)}`, metric: `#${NOON}#evt_1`, ...changes });
  expect(isReadableFromKey(event)).toBe(readable);
  if (readable) expect(readHistoryKey(historyKey(ADA, event))).toEqual({ event_id: event.event_id, time: event.time });
});

test("the key of an entry holds its flow", () => {
  expect(entryKey(ADA, "winback")).toEqual({ pk: { S: ADA }, sk: { S: "entry#winback" } });
});

const metrics = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12 }),
  fc.string({ unit: fc.constantFrom("#", "%", "2", "3", "5", "0", "~", "a"), minLength: 1, maxLength: 8 }),
  fc.string({ unit: "binary", minLength: 1, maxLength: 4 }),
  fc.nat().map((time) => `a#${String(time).padStart(13, "0")}`),
);

test("a query for one metric finds all of its events and no event of another metric", () => {
  fc.assert(
    fc.property(metrics, metrics, fc.nat({ max: 4_102_444_800_000 }), (metric, other, time) => {
      const key = historyKey(ADA, happened({ metric, time }));
      expect(finds(key, metric)).toBe(true);
      expect(finds(key, metric, time)).toBe(true);
      expect(finds(key, metric, time + 1)).toBe(false);
      expect(finds(key, metric, time, time)).toBe(true);
      expect(finds(key, metric, 0, time - 1)).toBe(time === 0);
      expect(finds(key, other)).toBe(other === metric);
    }),
  );
});

test.each([
  [Number.NEGATIVE_INFINITY, "0000000000000"],
  [-1, "0000000000000"],
  [0.9, "0000000000000"],
  [NOON + 0.9, String(NOON)],
  [1e15, "9999999999999"],
  [Number.POSITIVE_INFINITY, "9999999999999"],
])("a query between the time %d and itself has the digits %s", (time, digits) => {
  const { low, high } = historyRange(ADA, { metric: "Placed Order", from: time, to: time });
  expect(low.S).toBe(`metric#Placed Order#${digits}`);
  expect(high.S).toBe(`metric#Placed Order#${digits}~`);
});

describe("a name that is too long for a key, or not valid UTF-8,", () => {
  const long = (length: number) => "é".repeat(length / 2);
  const sizes = (key: ReturnType<typeof historyKey>) =>
    [key["pk"]?.S, key["sk"]?.S].map((text) => Buffer.byteLength(text ?? ""));

  test("is replaced by its digest, and other names are unchanged", () => {
    const key = (identifier: string) => historyKey(identifier, happened())["pk"]?.S;
    expect(key(long(2_048))).toBe(long(2_048));
    for (const odd of [long(2_050), "\uD800", "email:\uDC00@example.com", `sha256-${"0".repeat(64)}`]) {
      expect(key(odd)).toMatch(/^sha256-[0-9a-f]{64}$/);
      expect(key(odd)).not.toBe(odd);
    }
    expect(key("\uD800")).not.toBe(key("\uD801"));
  });

  test("results in keys that DynamoDB accepts", () => {
    const lengths = Array.from({ length: 110 }, (_, index) => 10 * index);
    for (const length of lengths) {
      for (const other of lengths) {
        const event = happened({ metric: "x".repeat(length), event_id: "y".repeat(other) });
        const [partition, sort] = sizes(historyKey(long(2 * (length + other)), event));
        expect(partition).toBeLessThanOrEqual(2_048);
        expect(sort).toBeLessThanOrEqual(1_024);
      }
    }
  });

  test("is found by its name", () => {
    for (const metric of ["#".repeat(5_000), "#".repeat(213), long(640), long(642)]) {
      expect(finds(historyKey(ADA, happened({ metric })), metric)).toBe(true);
    }
  });

  test("differs from every other name", () => {
    const [one, other] = [`${"#".repeat(5_000)}a`, `${"#".repeat(5_000)}b`];
    expect(finds(historyKey(ADA, happened({ metric: one })), other)).toBe(false);
    const ids = [one, other].map((event_id) => historyKey(ADA, happened({ event_id }))["sk"]?.S);
    expect(new Set(ids).size).toBe(2);
  });
});

test("the longest id of a flow fits into a key", () => {
  expect(entryKey(ADA, "x".repeat(MAX_ID_LENGTH))["sk"]?.S?.length).toBeLessThanOrEqual(1_024);
});
