// The contract of every view of waiting runs: it lists and counts the runs that are not due, and knows which runs were
// cancelled.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { StepsQueue, WaitingRunPage, WaitingRunQuery, WaitingRuns } from "#app/runs/run-ports.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { type WaitingRun, waitingRun } from "#core/runs/waiting-run.ts";
import { NOON, sampleEvent } from "#support/delivery-samples.ts";
import { incompressibleText } from "#support/incompressible-text.ts";
import { sampleRun } from "#support/run-samples.ts";

/** No run waits yet, and the clock shows NOON. */
export interface OpenWaitingRuns {
  readonly waitingRuns: WaitingRuns;
  /** The queue that runs are sent to. */
  readonly queue: StepsQueue;
  /** Moves the clock on. */
  moveTo(time: number): Promise<void>;
  close(): Promise<void>;
}

/** The timeout for a test with many pages on a busy machine. */
const LONG_MS = 60_000;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Every run in these flows waits for an hour at least: on AWS, shorter waits are in a queue and not listed. */
const FLOWS = ["cart", "cart-2", "winback"] as const;

/** In the order of listings. Some ids are prefixes of others. */
const ACTIONS = ["Remind", "remind", "remind-", "remind-2", "remind2"] as const;

/** A run of the flow "cart" that waits for an hour before the action "remind", with `changes`. */
function waiting(changes: Partial<RunMessage> = {}): RunMessage {
  return sampleRun({ flow_id: "cart", action_id: "remind", due_at: NOON + HOUR_MS, ...changes });
}

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
async function pages(waitingRuns: WaitingRuns, query: WaitingRunQuery): Promise<WaitingRunPage[]> {
  const found = [await waitingRuns.list(query)];
  for (let next = found[0]?.next; next !== undefined; next = found.at(-1)?.next) {
    found.push(await waitingRuns.list({ ...query, cursor: next }));
  }
  return found;
}

/** Runs the suite against a backend. */
export function waitingRunsContract(name: string, open: () => Promise<OpenWaitingRuns>): void {
  describe(`${name} as a view of waiting runs`, () => {
    let opened: OpenWaitingRuns;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());
    const listed = async (query: Omit<WaitingRunQuery, "limit">, limit = 200): Promise<WaitingRun[]> =>
      (await pages(opened.waitingRuns, { ...query, limit })).flatMap(({ runs }) => runs);
    const counted = async (flow: string) => {
      const { counts, complete } = await opened.waitingRuns.count(flow);
      expect(complete).toBe(true);
      return counts;
    };

    test("without waiting runs, listings and counts are empty", async () => {
      expect(await opened.waitingRuns.list({ flow: "cart", limit: 10 })).toEqual({ runs: [] });
      expect(await opened.waitingRuns.list({ flow: "cart", action: "remind", limit: 10 })).toEqual({ runs: [] });
      expect(await counted("cart")).toEqual([]);
    });

    test("a waiting run is listed once, however often it was sent, with its ids", async () => {
      const run = waiting({ event: sampleEvent({ properties: { note: "\u2028\uFFFE", Items: [{ SKU: "MUG-1" }] } }) });
      await opened.queue.send([run, run]);
      await opened.queue.send([run]);
      expect(await listed({ flow: "cart" })).toEqual([
        {
          event_id: run.event.id,
          flow_id: "cart",
          action_id: "remind",
          metric: "Placed Order",
          profile: "email:zoë@example.com",
          started_at: NOON - 5_000,
          due_at: NOON + HOUR_MS,
        },
      ]);
      expect(await counted("cart")).toEqual([{ action_id: "remind", waits: 1 }]);
    });

    test("a run of the largest event is listed, and a run of a profile without an identifier", async () => {
      const runs = [
        waiting({ event: sampleEvent({ properties: { notes: incompressibleText(MAX_EVENT_BYTES, 1) } }) }),
        waiting({ event: sampleEvent({ profile: { first_name: "Zoë" } }), due_at: NOON + DAY_MS }),
      ];
      await opened.queue.send(runs);
      expect(await listed({ flow: "cart" })).toEqual(runs.map(waitingRun));
    });

    test("the same event waits in each flow separately", async () => {
      const event = sampleEvent();
      const runs = FLOWS.map((flow_id) => waiting({ event, flow_id }));
      await opened.queue.send(runs);
      for (const run of runs) expect(await listed({ flow: run.flow_id })).toEqual([waitingRun(run)]);
    });

    test("runs are listed by flow, in the order of their actions, soonest first within each action", async () => {
      const runs = manyRuns();
      await opened.queue.send(runs.toReversed());
      for (const flow of FLOWS) {
        const found = await listed({ flow });
        const expected = runs.filter(({ flow_id }) => flow_id === flow).map(waitingRun);
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

    test.each([
      [{ flow: "cart" }, [7, 12, 13, 60]],
      [{ flow: "cart", action: "remind" }, [1, 5, 12]],
      [{ flow: "winback" }, [1, 2, 5]],
    ])(
      "pages of %o hold each run once, whatever their size, and a full last page has no cursor",
      async (query, limits) => {
        await opened.queue.send(manyRuns());
        const whole = await listed(query);
        for (const limit of limits) {
          const found = await pages(opened.waitingRuns, { ...query, limit });
          expect(found.every(({ runs }) => runs.length <= limit)).toBe(true);
          expect(found.flatMap(({ runs }) => runs)).toEqual(whole);
        }
        expect(await opened.waitingRuns.list({ ...query, limit: Math.max(...limits) })).toEqual({ runs: whole });
      },
      LONG_MS,
    );

    test("runs are counted for each action, in the order of its id", async () => {
      await opened.queue.send(manyRuns());
      expect(await counted("cart")).toEqual(ACTIONS.map((action_id) => ({ action_id, waits: 12 })));
      expect(await counted("winback")).toEqual(ACTIONS.map((action_id) => ({ action_id, waits: 1 })));
      expect(await counted("car")).toEqual([]);
    });

    test("a run that is due is no longer listed or counted, and the others still are", async () => {
      const later = waiting({ due_at: NOON + 2 * HOUR_MS + 1 });
      await opened.queue.send([
        waiting({ due_at: NOON + 2 * HOUR_MS }),
        waiting({ due_at: NOON + 2 * HOUR_MS }),
        later,
        waiting({ action_id: "Remind" }),
      ]);
      await opened.moveTo(NOON + 2 * HOUR_MS - 1);
      expect(await counted("cart")).toEqual([{ action_id: "remind", waits: 3 }]);
      await opened.moveTo(NOON + 2 * HOUR_MS);
      for (const limit of [1, 10]) expect(await listed({ flow: "cart" }, limit)).toEqual([waitingRun(later)]);
      expect(await counted("cart")).toEqual([{ action_id: "remind", waits: 1 }]);
      await opened.moveTo(NOON + DAY_MS);
      expect([await listed({ flow: "cart" }), await counted("cart")]).toEqual([[], []]);
    });

    describe.each([
      ["by its event and flow", (run: RunMessage) => ({ event_id: run.event.id, flow_id: run.flow_id })],
      ["as it was listed", waitingRun],
    ])("a run that is cancelled %s", (_, keyOf) => {
      test("is known as cancelled and no longer listed, unlike other runs of its event or its flow", async () => {
        const run = waiting();
        const [elsewhere, ...others] = [waiting({ event: run.event, flow_id: "cart-2" }), waiting(), waiting()];
        await opened.queue.send([run, elsewhere, ...others]);
        await opened.waitingRuns.cancel(keyOf(run));
        expect(await opened.waitingRuns.isCancelled(waitingRun(run))).toBe(true);
        for (const other of [elsewhere, ...others]) {
          expect(await opened.waitingRuns.isCancelled(waitingRun(other))).toBe(false);
        }
        expect(new Set(await listed({ flow: "cart" }))).toEqual(new Set(others.map(waitingRun)));
        expect(await listed({ flow: "cart-2" })).toEqual([waitingRun(elsewhere)]);
      });

      test("may be cancelled twice, even if it is not waiting", async () => {
        const run = waiting();
        expect(await opened.waitingRuns.isCancelled(keyOf(run))).toBe(false);
        await Promise.all([opened.waitingRuns.cancel(keyOf(run)), opened.waitingRuns.cancel(keyOf(run))]);
        await opened.waitingRuns.cancel(keyOf(run));
        expect(await opened.waitingRuns.isCancelled(keyOf(run))).toBe(true);
      });

      test("stays cancelled, also when it is sent to wait again, and when it is due", async () => {
        const run = waiting();
        await opened.queue.send([run]);
        await opened.waitingRuns.cancel(keyOf(run));
        await opened.moveTo(NOON + 60_000);
        await opened.queue.send([run]);
        expect(await listed({ flow: "cart" })).toEqual([]);
        await opened.moveTo(NOON + 400 * DAY_MS);
        expect(await opened.waitingRuns.isCancelled(keyOf(run))).toBe(true);
        expect([await listed({ flow: "cart" }), await counted("cart")]).toEqual([[], []]);
      });

      test("does not use up a page's limit", async () => {
        const runs = Array.from({ length: 30 }, (__, index) => waiting({ due_at: NOON + HOUR_MS + index }));
        await opened.queue.send(runs);
        for (const run of runs.slice(0, 25)) await opened.waitingRuns.cancel(keyOf(run));
        const left = runs.slice(25).map(waitingRun);
        expect((await opened.waitingRuns.list({ flow: "cart", limit: 4 })).runs).toEqual(left.slice(0, 4));
        expect(await listed({ flow: "cart" }, 2)).toEqual(left);
      });
    });

    test("runs that are cancelled as they were listed are no longer counted", async () => {
      await opened.queue.send(manyRuns());
      const reminders = await listed({ flow: "cart", action: "remind" });
      const left = (waits: number) =>
        ACTIONS.map((action_id) => ({ action_id, waits: action_id === "remind" ? waits : 12 }));
      for (const run of reminders.slice(2)) await opened.waitingRuns.cancel(run);
      expect(await counted("cart")).toEqual(left(2));
      for (const run of reminders.slice(0, 2)) await opened.waitingRuns.cancel(run);
      expect(await counted("cart")).toEqual(left(0).filter(({ waits }) => waits > 0));
    });
  });
}
