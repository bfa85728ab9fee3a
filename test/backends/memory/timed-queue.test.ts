import fc from "fast-check";
import { expect, test } from "vitest";
import { TimedQueue } from "#backends/memory/timed-queue.ts";

test("nothing is due in an empty queue", () => {
  const queue = new TimedQueue<string>();
  expect(queue.nextDue()).toBeUndefined();
  expect(queue.take(Number.MAX_SAFE_INTEGER)).toBeUndefined();
});

test("a message is taken once, from the millisecond on in which it is due", () => {
  const queue = new TimedQueue<string>();
  queue.add("a", 1_000);
  expect([queue.nextDue(), queue.take(999), queue.take(1_000), queue.take(1_000)]).toEqual([
    1_000,
    undefined,
    "a",
    undefined,
  ]);
});

test("messages are taken by their times, those of one time in the order in which they came", () => {
  const times = fc.array(fc.nat({ max: 5 }), { maxLength: 20 });
  fc.assert(
    fc.property(times, (dueAts) => {
      const queue = new TimedQueue<{ dueAt: number; index: number }>();
      const messages = dueAts.map((dueAt, index) => ({ dueAt, index }));
      for (const message of messages) queue.add(message, message.dueAt);
      const taken = messages.map(() => queue.take(5));
      expect(taken).toEqual(messages.toSorted((a, b) => a.dueAt - b.dueAt || a.index - b.index));
      expect(queue.nextDue()).toBeUndefined();
    }),
  );
});
