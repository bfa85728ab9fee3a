import fc from "fast-check";
import { expect, test } from "vitest";
import { contentText, parseContent } from "#backends/aws/deliveries/delivery-content.ts";
import { pack, unpack } from "#backends/aws/dynamodb/packing.ts";
import { shardOf } from "#backends/aws/dynamodb/shard.ts";
import { REQUEST, sampleEvent } from "#support/delivery-samples.ts";

test("decompressing returns the compressed text", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 2_000 }), (text) => {
      expect(unpack(pack(text))).toBe(text);
    }),
  );
});

test("data that the first version compressed can be read", () => {
  // Compressed with version 1 of the dictionary. If this test fails, stored deliveries can't be read.
  const packed = "KLUv/QAA3QAAYDgyOTA3MjAyMH0ifQQAwSYktCYw4AJbJgog";
  expect(unpack(Buffer.from(packed, "base64"))).toBe(
    '{"round":1,"attempt":1,"at":1782907200000,"duration_ms":120,"outcome":"delivered","status":200,"response":"{\\"ok\\":true}"}',
  );
});

test("a usual attempt is compressed to a third", () => {
  const attempt = { round: 1, attempt: 1, at: 1_782_907_200_000, duration_ms: 120, outcome: "delivered", status: 200 };
  expect(pack(JSON.stringify(attempt)).length).toBeLessThan(JSON.stringify(attempt).length / 2);
});

const line = fc.string({ unit: "grapheme" });
const requests = fc.option(
  fc.record({ url: line, headers: fc.dictionary(line, line), body: fc.string() }, { requiredKeys: ["url", "headers"] }),
  { nil: undefined },
);

test("content is read as it was written, whatever the body holds", () => {
  fc.assert(
    fc.property(requests, (request) => {
      const event = sampleEvent();
      const content = { event, started_at: 1, due_at: 2, ...(request ? { request } : {}) };
      expect(parseContent(contentText(content), event.id)).toEqual(content);
    }),
  );
  const event = sampleEvent();
  for (const body of ["", "\n", "a\n\nb", '{"text":"\\n"}']) {
    const content = { event, started_at: 1, due_at: 2, request: { ...REQUEST, body } };
    expect(parseContent(contentText(content), event.id)).toEqual(content);
  }
});

test("the shard of an id never changes", () => {
  expect(shardOf("evt_0123456789abcdef0123456789abcdef", 8)).toBe(7);
  expect(shardOf("evt_0123456789abcdef0123456789abcdef", 16)).toBe(7);
});

test("ids are spread evenly over the shards", () => {
  const counts = new Array<number>(16).fill(0);
  for (let index = 0; index < 16_000; index++)
    counts[shardOf(`evt_${index.toString(16)}`, 16)] = 1 + (counts[shardOf(`evt_${index.toString(16)}`, 16)] ?? 0);
  for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(200);
});
