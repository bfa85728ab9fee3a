// The contract of every steps queue: it hands each run to the flow runner when the run is due.

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { StepsQueue } from "#app/runs/run-ports.ts";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { NOON, sampleEvent } from "#support/delivery-samples.ts";
import { incompressibleText } from "#support/incompressible-text.ts";
import { sampleRun } from "#support/run-samples.ts";

/** An empty queue whose clock shows NOON, and the runs that it hands over. */
export interface OpenStepsQueue {
  readonly queue: StepsQueue;
  /**
   * Moves the clock to `time` (never back; milliseconds since 1970), and resolves with every run handed over since the
   * start, in any order. The flow runner acknowledges each at once.
   */
  handedOverBy(time: number): Promise<readonly RunMessage[]>;
  close(): Promise<void>;
}

/** The longest delay beyond the due time, in milliseconds. A run is never handed over early. */
const LATEST_MS = 1_000;

const DAY_MS = 86_400_000;

/** Runs the suite against a backend. */
export function stepsQueueContract(name: string, open: () => Promise<OpenStepsQueue>): void {
  describe(`${name} as a steps queue`, () => {
    let opened: OpenStepsQueue;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());

    test.each([0, 1, DAY_MS, 400 * DAY_MS])("a run that was due %i ms ago is handed over at once", async (ms) => {
      const run = sampleRun({ due_at: NOON - ms });
      await opened.queue.send([run]);
      expect(await opened.handedOverBy(NOON)).toEqual([run]);
    });

    test.each([1, 999, 1_000, 899_999, 900_000, 900_001, 3_600_000, DAY_MS])(
      "a run that is due in %i ms is handed over then, not earlier, and not again",
      async (ms) => {
        const run = sampleRun({ due_at: NOON + ms });
        await opened.queue.send([run]);
        expect(await opened.handedOverBy(NOON + ms - 1)).toEqual([]);
        expect(await opened.handedOverBy(NOON + ms + LATEST_MS)).toEqual([run]);
        expect(await opened.handedOverBy(NOON + ms + 3_600_000)).toEqual([run]);
      },
    );

    test("an empty queue hands over nothing, and sending an empty list is a no-op", async () => {
      await opened.queue.send([]);
      expect(await opened.handedOverBy(NOON + DAY_MS)).toEqual([]);
    });

    test("runs sent together are handed over each at its own time", async () => {
      const runs = Array.from({ length: 43 }, (_, index) => sampleRun({ due_at: NOON + (index - 20) * 1_000 }));
      await opened.queue.send(runs);
      const dueBy = (time: number) => new Set(runs.filter(({ due_at }) => due_at <= time));
      expect(new Set(await opened.handedOverBy(NOON))).toEqual(dueBy(NOON));
      expect(new Set(await opened.handedOverBy(NOON + 10_999))).toEqual(dueBy(NOON + 10_000));
      expect(await opened.handedOverBy(NOON + 23_000)).toHaveLength(43);
    });

    test("a run that is due in hours and sent several times is handed over once", async () => {
      const run = sampleRun({ due_at: NOON + 7_200_000 });
      await opened.queue.send([run]);
      await Promise.all([opened.queue.send([run]), opened.queue.send([run, run])]);
      expect(await opened.handedOverBy(NOON + DAY_MS)).toEqual([run]);
    });

    test("a run that is due in seconds and sent twice is not lost", async () => {
      const run = sampleRun({ due_at: NOON + 5_000 });
      await opened.queue.send([run]);
      await opened.queue.send([run]);
      expect(await opened.handedOverBy(NOON + 5_000 + LATEST_MS)).toContainEqual(run);
    });

    test("the same event waits separately in each flow and before each action", async () => {
      const event = sampleEvent();
      const runs = ["a", "b"].flatMap((flow_id) =>
        ["1", "2"].map((action_id) => sampleRun({ event, flow_id, action_id, due_at: NOON + 7_200_000 })),
      );
      await opened.queue.send(runs);
      expect(new Set(await opened.handedOverBy(NOON + 7_201_000))).toEqual(new Set(runs));
    });

    test("a run can wait again, for its next action", async () => {
      const first = sampleRun({ due_at: NOON + 7_200_000 });
      const second = { ...first, action_id: "send-last-reminder", due_at: NOON + DAY_MS };
      await opened.queue.send([first]);
      expect(await opened.handedOverBy(NOON + 7_201_000)).toEqual([first]);
      await opened.queue.send([second]);
      expect(await opened.handedOverBy(NOON + DAY_MS + LATEST_MS)).toEqual([first, second]);
    });

    test.each([0, 60_000, 7_200_000])("every character that an event may hold survives a wait of %i ms", async (ms) => {
      const event = sampleEvent({ properties: { note: '\u0000\u001F\uFFFE\uFFFF\uD800\u2028"\\', "\uFFFF": 1 } });
      const run = sampleRun({ event, due_at: NOON + ms });
      await opened.queue.send([run]);
      expect(await opened.handedOverBy(NOON + ms + LATEST_MS)).toEqual([run]);
    });

    test.each([0, 60_000, 7_200_000])(
      "the largest events survive a wait of %i ms, also when sent together",
      async (ms) => {
        const runs = Array.from({ length: 5 }, (_, index) => {
          const event = sampleEvent({ properties: { notes: incompressibleText(MAX_EVENT_BYTES, index) } });
          return sampleRun({ event, due_at: NOON + ms });
        });
        await opened.queue.send(runs);
        expect(new Set(await opened.handedOverBy(NOON + ms + LATEST_MS))).toEqual(new Set(runs));
      },
    );
  });
}
