// The contract of every pair of a dispatch queue and a store of delayed deliveries.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DelayedDispatches, Dispatch, DispatchQueue } from "#app/delivery/delivery-ports.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { nextAttempt } from "#core/messages/delivery-message.ts";
import { NOON, sampleEvent, sampleMessage } from "#support/delivery-samples.ts";
import { incompressibleText } from "#support/incompressible-text.ts";

/** A delivery in the queue. */
export interface QueuedDispatch extends Dispatch {
  /** When it becomes visible, in milliseconds since 1970; absent if it is visible now. */
  readonly dueAt?: number;
}

/** Empty queues whose clock shows NOON, and a view of their deliveries. */
export interface OpenDispatchQueue {
  readonly queue: DispatchQueue;
  readonly later: DelayedDispatches;
  /** Everything that was sent, in any order. */
  queued(): Promise<readonly QueuedDispatch[]>;
  close(): Promise<void>;
}

const TARGET = "https://api.mailing-house.example";

/** The longest delay beyond the due time, in milliseconds. A delivery never becomes visible early. */
const LATEST_MS = 1_000;

function dispatch(target = TARGET): Dispatch {
  return { message: sampleMessage(), target };
}

/** Runs the suite against a backend. */
export function dispatchQueueContract(name: string, open: () => Promise<OpenDispatchQueue>): void {
  describe(`${name} as a dispatch queue`, () => {
    let opened: OpenDispatchQueue;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const find = async ({ message }: Dispatch): Promise<QueuedDispatch | undefined> =>
      (await opened.queued()).find((queued) => queued.message.event.id === message.event.id);

    test("a delivery arrives as it was sent, for its target, and at once", async () => {
      const sent = dispatch();
      await opened.queue.send([sent]);
      expect(await find(sent)).toEqual(sent);
    });

    test("sending an empty list is a no-op", async () => {
      const before = await opened.queued();
      await opened.queue.send([]);
      expect(await opened.queued()).toHaveLength(before.length);
    });

    test("deliveries sent together all arrive, each for its own target", async () => {
      const sent = Array.from({ length: 43 }, (_, index) => dispatch(`https://target-${index}.example`));
      await opened.queue.send(sent);
      expect(await opened.queued()).toEqual(expect.arrayContaining(sent));
    });

    test("every character that an event may hold arrives", async () => {
      const event = sampleEvent({ properties: { note: '\u0000\u001F\uFFFE\uFFFF\uD800\u2028"\\', "\uFFFF": 1 } });
      const sent = { message: sampleMessage({ event }), target: TARGET };
      await opened.queue.send([sent]);
      expect(await find(sent)).toEqual(sent);
    });

    test("the largest event with the largest body arrives whole, also when sent together with others", async () => {
      const event = () => sampleEvent({ properties: { notes: incompressibleText(MAX_EVENT_BYTES, 1) } });
      const body = incompressibleText(MAX_EVENT_BYTES, 2);
      const sent = Array.from({ length: 3 }, () => ({
        message: nextAttempt(sampleMessage({ event: event() }), NOON, body),
        target: TARGET,
      }));
      await opened.queue.send(sent);
      for (const one of sent) expect(await find(one)).toEqual(one);
    });

    test.each([1, 999, 1_000, 899_999, 900_000, 900_001, 3_600_000, 86_400_000])(
      "a delivery that is due in %i ms becomes visible then, not earlier",
      async (ms) => {
        const sent = dispatch();
        await opened.later.sendLater(sent, NOON + ms);
        const { dueAt, ...queued } = (await find(sent)) ?? {};
        expect(queued).toEqual(sent);
        expect(dueAt).toBeGreaterThanOrEqual(NOON + ms);
        expect(dueAt).toBeLessThan(NOON + ms + LATEST_MS);
      },
    );

    test.each([0, -1, -86_400_000])(
      "a delivery whose due time is %i ms from now can be received at once",
      async (ms) => {
        const sent = dispatch();
        await opened.later.sendLater(sent, NOON + ms);
        const found = await find(sent);
        expect(found).toMatchObject(sent);
        expect(found?.dueAt ?? NOON).toBeLessThanOrEqual(NOON);
      },
    );

    test("the largest delivery is stored whole until it is due", async () => {
      const event = sampleEvent({ properties: { notes: incompressibleText(MAX_EVENT_BYTES, 3) } });
      const message = nextAttempt(sampleMessage({ event }), NOON, incompressibleText(MAX_EVENT_BYTES, 4));
      const sent = { message, target: TARGET };
      await opened.later.sendLater(sent, NOON + 86_400_000);
      expect(await find(sent)).toMatchObject(sent);
    });

    test("a delayed delivery that is sent twice arrives at least once, unchanged", async () => {
      const sent = dispatch();
      await opened.later.sendLater(sent, NOON + 7_200_000);
      await opened.later.sendLater(sent, NOON + 7_200_000);
      expect(await find(sent)).toMatchObject(sent);
    });
  });
}
