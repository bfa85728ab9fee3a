// What every view of the runs that wait does: it lists and counts what is still to come, and knows what was cancelled.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { StepsQueue, WaitPage, WaitQuery, Waits } from "#app/ports.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { freshEventId, NOON, sampleEvent } from "./delivery-samples.ts";
import { sampleRun } from "./run-samples.ts";

/** Nothing waits yet; the clock stands at NOON. */
export interface OpenWaits {
  readonly waits: Waits;
  /** Where runs are sent to wait. */
  readonly queue: StepsQueue;
  /** Moves the clock on. */
  moveTo(time: number): Promise<void>;
  close(): Promise<void>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Everything that waits in these flows waits for an hour at least: what waits for less lies elsewhere on AWS. */
const FLOWS = ["cart", "cart-2", "winback"] as const;

/** In the order of listings. One begins as another does. */
const ACTIONS = ["Remind", "remind", "remind-", "remind-2", "remind2"] as const;

/** A run of the flow "cart" that waits for an hour to remind, or what `changes` say. */
function waiting(changes: Partial<RunMessage> = {}): RunMessage {
  return sampleRun({ flow_id: "cart", action_id: "remind", due_at: NOON + HOUR_MS, ...changes });
}

const keyOf = ({ event, flow_id }: RunMessage) => ({ event_id: event.id, flow_id });

/** Runs of each flow at each action, due at different times and some at the same; in the order of listings. */
function manyRuns(): RunMessage[] {
  return ACTIONS.flatMap((action_id) =>
    FLOWS.flatMap((flow_id) =>
      Array.from({ length: flow_id === "winback" ? 1 : 12 }, (_, index) =>
        waiting({ flow_id, action_id, due_at: NOON + HOUR_MS + Math.floor(index / 3) * DAY_MS }),
      ),
    ),
  );
}

/** Every page of a listing. */
async function pages(waits: Waits, query: WaitQuery): Promise<WaitPage[]> {
  const found = [await waits.list(query)];
  for (let next = found[0]?.next; next !== undefined; next = found.at(-1)?.next) {
    found.push(await waits.list({ ...query, cursor: next }));
  }
  return found;
}

/** Runs the suite against a backend. */
export function waitsContract(name: string, open: () => Promise<OpenWaits>): void {
  describe(`${name} as a view of runs that wait`, () => {
    let opened: OpenWaits;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());
    const listed = async (query: Omit<WaitQuery, "limit">, limit = 200): Promise<RunMessage[]> =>
      (await pages(opened.waits, { ...query, limit })).flatMap(({ runs }) => runs);
    const counted = async (flow: string) => {
      const { counts, complete } = await opened.waits.count(flow);
      expect(complete).toBe(true);
      return counts;
    };

    test("where nothing waits, nothing is listed and counted", async () => {
      expect(await opened.waits.list({ flow: "cart", limit: 10 })).toEqual({ runs: [] });
      expect(await opened.waits.list({ flow: "cart", action: "remind", limit: 10 })).toEqual({ runs: [] });
      expect(await counted("cart")).toEqual([]);
    });

    test("a run that waits is listed as it was sent, once, however often that was", async () => {
      const run = waiting({ event: sampleEvent({ properties: { note: "\u2028\uFFFE", Items: [{ SKU: "MUG-1" }] } }) });
      await opened.queue.send([run, run]);
      await opened.queue.send([run]);
      expect(await listed({ flow: "cart" })).toEqual([run]);
      expect(await counted("cart")).toEqual([{ action_id: "remind", waits: 1 }]);
    });

    test("the same event waits in each flow for itself", async () => {
      const event = sampleEvent();
      const runs = FLOWS.map((flow_id) => waiting({ event, flow_id }));
      await opened.queue.send(runs);
      for (const [index, flow] of FLOWS.entries()) expect(await listed({ flow })).toEqual([runs[index]]);
    });

    test("runs are listed by flow, in the order of their actions, those of one action soonest first", async () => {
      const runs = manyRuns();
      await opened.queue.send(runs.toReversed());
      for (const flow of FLOWS) {
        const found = await listed({ flow });
        const expected = runs.filter(({ flow_id }) => flow_id === flow);
        expect(found.map(({ action_id, due_at }) => [action_id, due_at])).toEqual(
          expected.map(({ action_id, due_at }) => [action_id, due_at]),
        );
        expect(new Set(found)).toEqual(new Set(expected));
        for (const action of ACTIONS) {
          expect(await listed({ flow, action })).toEqual(found.filter(({ action_id }) => action_id === action));
        }
      }
      expect(await listed({ flow: "car" })).toEqual([]);
      expect(await listed({ flow: "cart", action: "remin" })).toEqual([]);
    });

    test("pages hold each run once, whatever their size", async () => {
      await opened.queue.send(manyRuns());
      for (const query of [{ flow: "cart" }, { flow: "cart", action: "remind" }, { flow: "winback" }]) {
        const whole = await listed(query);
        expect(whole.length).toBeGreaterThan(4);
        for (const limit of [1, 5, 12, 13, whole.length]) {
          const found = await pages(opened.waits, { ...query, limit });
          expect(found.every(({ runs }) => runs.length <= limit)).toBe(true);
          expect(found.flatMap(({ runs }) => runs)).toEqual(whole);
        }
      }
    });

    test("runs are counted for each action, in the order of its id", async () => {
      await opened.queue.send(manyRuns());
      expect(await counted("cart")).toEqual(ACTIONS.map((action_id) => ({ action_id, waits: 12 })));
      expect(await counted("winback")).toEqual(ACTIONS.map((action_id) => ({ action_id, waits: 1 })));
      expect(await counted("car")).toEqual([]);
    });

    test("what is due is neither listed nor counted any more, and the rest still is", async () => {
      const [soon, same, later, other] = [
        waiting({ due_at: NOON + 2 * HOUR_MS }),
        waiting({ due_at: NOON + 2 * HOUR_MS }),
        waiting({ due_at: NOON + 2 * HOUR_MS + 1 }),
        waiting({ action_id: "Remind", due_at: NOON + HOUR_MS }),
      ];
      await opened.queue.send([soon, same, later, other]);
      await opened.moveTo(NOON + 2 * HOUR_MS - 1);
      expect(await counted("cart")).toEqual([{ action_id: "remind", waits: 3 }]);
      await opened.moveTo(NOON + 2 * HOUR_MS);
      for (const limit of [1, 10]) expect(await listed({ flow: "cart" }, limit)).toEqual([later]);
      expect(await counted("cart")).toEqual([{ action_id: "remind", waits: 1 }]);
      await opened.moveTo(NOON + DAY_MS);
      expect([await listed({ flow: "cart" }), await counted("cart")]).toEqual([[], []]);
    });

    test("a run that was cancelled is known as such, and no other run of its event or its flow", async () => {
      const run = waiting();
      const others = [waiting({ event: run.event, flow_id: "cart-2" }), waiting(), waiting({ event: sampleEvent() })];
      await opened.queue.send([run, ...others]);
      await opened.waits.cancel(keyOf(run));
      expect(await opened.waits.isCancelled(keyOf(run))).toBe(true);
      for (const other of others) expect(await opened.waits.isCancelled(keyOf(other))).toBe(false);
      expect(await listed({ flow: "cart" })).toEqual(await listed({ flow: "cart", action: "remind" }));
      expect(new Set(await listed({ flow: "cart" }))).toEqual(new Set(others.slice(1)));
      expect(await listed({ flow: "cart-2" })).toEqual([others[0]]);
    });

    test("cancelling twice, or what nobody knows, is no fault", async () => {
      const key = { event_id: freshEventId(), flow_id: "cart" };
      expect(await opened.waits.isCancelled(key)).toBe(false);
      await Promise.all([opened.waits.cancel(key), opened.waits.cancel(key)]);
      await opened.waits.cancel(key);
      expect(await opened.waits.isCancelled(key)).toBe(true);
    });

    test("a run stays cancelled, also when it is sent to wait once more, and when its time has come", async () => {
      const run = waiting();
      await opened.queue.send([run]);
      await opened.waits.cancel(keyOf(run));
      await opened.moveTo(NOON + 60_000);
      await opened.queue.send([run]);
      expect(await listed({ flow: "cart" })).toEqual([]);
      await opened.moveTo(NOON + 400 * DAY_MS);
      expect(await opened.waits.isCancelled(keyOf(run))).toBe(true);
      expect([await listed({ flow: "cart" }), await counted("cart")]).toEqual([[], []]);
    });

    test("runs that are cancelled as they were listed are counted no more", async () => {
      await opened.queue.send(manyRuns());
      const reminders = await listed({ flow: "cart", action: "remind" });
      for (const run of reminders.slice(2)) await opened.waits.cancel(keyOf(run), run);
      await opened.moveTo(NOON + 1);
      expect(await listed({ flow: "cart", action: "remind" })).toEqual(reminders.slice(0, 2));
      const left = ACTIONS.map((action_id) => ({ action_id, waits: action_id === "remind" ? 2 : 12 }));
      expect(await counted("cart")).toEqual(left);
      for (const run of reminders.slice(0, 2)) await opened.waits.cancel(keyOf(run), run);
      await opened.moveTo(NOON + 2);
      expect(await counted("cart")).toEqual(left.filter(({ waits }) => waits === 12));
    });

    test("a page is full also where many of those before were cancelled", async () => {
      const runs = Array.from({ length: 30 }, (_, index) => waiting({ due_at: NOON + HOUR_MS + index }));
      await opened.queue.send(runs);
      for (const run of runs.slice(0, 25)) await opened.waits.cancel(keyOf(run));
      expect((await opened.waits.list({ flow: "cart", limit: 4 })).runs).toEqual(runs.slice(25, 29));
      expect(await listed({ flow: "cart" }, 2)).toEqual(runs.slice(25));
    });
  });
}
