// The contract of every store of action stops.

import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ActionStops } from "#app/stops/stop-ports.ts";
import { MemoryActionStops } from "#backends/memory/memory-action-stops.ts";
import type { ActionStop } from "#core/delivery/action-stop.ts";
import { NOON } from "#support/delivery-samples.ts";

/** An empty store of action stops. */
export interface OpenActionStops {
  readonly stops: ActionStops;
  close(): Promise<void>;
}

let made = 0;

/** A stop of an action that no other test of this process has. */
function freshStop(changes: Partial<ActionStop> = {}): ActionStop {
  made += 1;
  const [flow_id, delivery_id] = [`flow-${made}`, `evt_1:flow-${made}:send`];
  return { flow_id, action_id: "send", url: "https://hook.example/", stopped_at: NOON, delivery_id, ...changes };
}

/** Runs the suite against a backend. */
export function actionStopsContract(name: string, open: () => Promise<OpenActionStops>): void {
  describe(`${name} as a store of action stops`, () => {
    let opened: OpenActionStops;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());
    const stopOf = async ({ flow_id, action_id }: ActionStop) =>
      (await opened.stops.stopped()).find((one) => one.flow_id === flow_id && one.action_id === action_id);

    test("an action that was never stopped has no stop and can't be resumed", async () => {
      const stop = freshStop();
      expect(await stopOf(stop)).toBeUndefined();
      expect(await opened.stops.resume(stop, NOON)).toBeUndefined();
      expect(await stopOf(stop)).toBeUndefined();
    });

    test("an action is stopped since its first 410, however often the answer comes", async () => {
      const stop = freshStop();
      await opened.stops.gone(stop);
      expect(await stopOf(stop)).toEqual(stop);
      await opened.stops.gone({ ...stop, stopped_at: NOON + 1, delivery_id: "evt_2:a:b" });
      await opened.stops.gone(stop);
      expect(await stopOf(stop)).toEqual(stop);
    });

    test("each action is stopped separately", async () => {
      const stop = freshStop();
      const other = { ...stop, action_id: "other" };
      await opened.stops.gone(stop);
      expect(await stopOf(other)).toBeUndefined();
      await opened.stops.gone(other);
      await opened.stops.resume(stop, NOON + 1);
      expect(await stopOf(other)).toEqual(other);
    });

    test("an action is resumed once, and resuming returns the stop that it ends", async () => {
      const stop = freshStop();
      await opened.stops.gone(stop);
      expect(await opened.stops.resume(stop, NOON + 1)).toEqual(stop);
      expect(await stopOf(stop)).toBeUndefined();
      expect(await opened.stops.resume(stop, NOON + 2)).toBeUndefined();
    });

    test("a 410 from before the resumption does not stop the action, a later one does", async () => {
      const stop = freshStop();
      await opened.stops.gone(stop);
      await opened.stops.resume(stop, NOON + 10);
      await opened.stops.gone({ ...stop, stopped_at: NOON + 10 });
      expect(await stopOf(stop)).toBeUndefined();
      const again = { ...stop, stopped_at: NOON + 11, delivery_id: "evt_3:a:b" };
      await opened.stops.gone(again);
      expect(await stopOf(stop)).toEqual(again);
      expect(await opened.stops.resume(stop, NOON + 12)).toEqual(again);
    });

    test("a 410 from another URL stops the action for that URL", async () => {
      const stop = freshStop();
      const moved = { ...stop, url: "https://other.example/", stopped_at: NOON + 1 };
      await opened.stops.gone(stop);
      await opened.stops.gone(moved);
      expect(await stopOf(stop)).toEqual(moved);
      await opened.stops.gone(stop);
      expect(await stopOf(stop)).toEqual(moved);
    });

    test("stopped actions are listed in the order of their flows and actions", async () => {
      const [flow_id, b, a] = ["order", "b-1", "a"];
      for (const action_id of [b, a]) await opened.stops.gone(freshStop({ flow_id, action_id }));
      await opened.stops.gone(freshStop({ flow_id: "order-2", action_id: "a" }));
      const ids = (await opened.stops.stopped()).filter((one) => one.flow_id.startsWith("order"));
      expect(ids.map((one) => [one.flow_id, one.action_id])).toEqual([
        ["order", "a"],
        ["order", "b-1"],
        ["order-2", "a"],
      ]);
    });

    test("any sequence of answers and resumptions leads to the stops of the model in memory, which applies the rule", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(deed, { minLength: 1, maxLength: 8 }), async (deeds) => {
          const fresh = freshStop();
          const model = new MemoryActionStops();
          const done = async (stops: ActionStops, { type, at, url }: Deed) =>
            type === "gone" ? stops.gone({ ...fresh, url, stopped_at: at }) : stops.resume(fresh, at);
          for (const one of deeds) expect(await done(opened.stops, one)).toEqual(await done(model, one));
          expect(await stopOf(fresh)).toEqual((await model.stopped())[0]);
        }),
        { numRuns: 60 },
      );
    });
  });
}

interface Deed {
  readonly type: "gone" | "resume";
  readonly at: number;
  readonly url: string;
}

const deed: fc.Arbitrary<Deed> = fc.record({
  type: fc.constantFrom("gone", "resume"),
  at: fc.integer({ min: NOON, max: NOON + 5 }),
  url: fc.constantFrom("https://a.example/", "https://b.example/"),
});
