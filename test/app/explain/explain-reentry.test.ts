// Re-entry, explained without entering.

import { describe, expect, it } from "vitest";
import { MemoryProfileStore } from "#backends/memory/memory-profile-store.ts";
import { ADA, checkOf, explained, past, readOnly } from "#support/explained.ts";
import { flowOf, send } from "#support/flow-files.ts";
import { anEvent, DAY, START } from "#support/run-samples.ts";

describe("re-entry", () => {
  const flow = (unit: string, duration: number) => flowOf([send("a")], { reentry_criteria: { unit, duration } });
  const AGAIN = "and may enter again 7 days later, from";
  it.each<[string, string, number, { at: number; event_id?: string } | undefined, boolean | undefined, string]>([
    ["always", "week", 0, { at: START - 1 }, undefined, ""],
    [
      "for the first time",
      "week",
      1,
      undefined,
      true,
      "The profile has not been in this flow, as far as is remembered.",
    ],
    ["for the first and only time", "alltime", 0, undefined, true, "The profile has not been in this flow."],
    [
      "within the period",
      "week",
      1,
      { at: START - 7 * DAY + 1_000 },
      false,
      `The profile entered at 2026-02-23T09:00:01Z ${AGAIN} 2026-03-02T09:00:01Z on.`,
    ],
    [
      "at the end of the period",
      "week",
      1,
      { at: START - 7 * DAY },
      true,
      `The profile entered at 2026-02-23T09:00:00Z ${AGAIN} 2026-03-02T09:00:00Z on.`,
    ],
    [
      "never again",
      "alltime",
      0,
      { at: START - 700 * DAY },
      false,
      "The profile entered at 2024-04-01T09:00:00Z, and a profile enters this flow once.",
    ],
    [
      "of an event older than the last entry",
      "week",
      1,
      { at: START + DAY },
      false,
      `The profile entered at 2026-03-03T09:00:00Z ${AGAIN} 2026-03-10T09:00:00Z on.`,
    ],
    [
      "of the event that entered before",
      "alltime",
      0,
      { at: START, event_id: anEvent().id },
      true,
      "This event has entered the flow already; sending it again has no effect.",
    ],
  ])("%s", async (_, unit, duration, entered, passes, says) => {
    const one = await explained(flow(unit, duration), anEvent(), await past([], entered));
    const check = checkOf(one, "re-entry");
    expect(check?.passes).toBe(passes);
    if (passes !== undefined) expect(check?.says).toBe(says);
    expect(one.verdict).toBe(passes === false ? "does-not-start" : "starts");
  });

  it("of the event of an earlier entry counts as a copy too", async () => {
    const store = new MemoryProfileStore();
    for (const [event_id, at] of [
      ["evt_checkout", START],
      ["evt_later", START + 8 * DAY],
    ] as const) {
      await store.enter({ flow_id: "order", identifiers: ADA, event_id, entered_at: at, notAfter: at - 7 * DAY });
    }
    const copy = await explained(flow("week", 1), anEvent(), { profiles: readOnly(store) });
    const other = await explained(flow("week", 1), anEvent({ id: "evt_new" }), { profiles: readOnly(store) });
    expect([copy.verdict, other.verdict]).toEqual(["starts", "does-not-start"]);
  });
});
