// The waits of a run, explained in advance.

import { describe, expect, it } from "vitest";
import { explained, stepTexts } from "#support/explained.ts";
import { type Fields, flowOf, send, wait } from "#support/flow-files.ts";
import { anEvent, HOUR, START } from "#support/run-samples.ts";

const VIENNA = { email: "ada@customer.example", location: { timezone: "Europe/Vienna" } };

function delay(id: string, data: Fields, next: string): Fields {
  return { id, type: "time-delay", data, links: { next } };
}

describe("a wait on the path", () => {
  it.each<[string, Fields, object, Fields]>([
    [
      "of a plain duration needs no time zone",
      { unit: "days", value: 1 },
      { time: Date.parse("2026-03-28T12:00:00Z"), profile: VIENNA },
      { at: "2026-03-28T12:00:00.000Z", until: "2026-03-29T12:00:00.000Z", says: "1 day" },
    ],
    [
      "across the change to summer time ends at the same local time",
      { unit: "days", value: 1, delay_until_time: "09:00:00" },
      { time: Date.parse("2026-03-28T12:00:00Z"), profile: VIENNA },
      {
        at: "2026-03-28T12:00:00.000Z",
        until: "2026-03-29T07:00:00.000Z",
        says: "1 day, then until 09:00",
        zone: "Europe/Vienna",
        until_there: "2026-03-29T09:00:00+02:00",
      },
    ],
    [
      "until a time that the clocks skip ends an hour later in local time",
      { unit: "days", value: 1, delay_until_time: "02:30:00" },
      { time: Date.parse("2026-03-28T12:00:00Z"), profile: VIENNA },
      { until: "2026-03-29T01:30:00.000Z", until_there: "2026-03-29T03:30:00+02:00" },
    ],
    [
      "of a profile without a time zone uses the organization's",
      { unit: "days", value: 1, delay_until_time: "09:00:00" },
      { time: Date.parse("2026-03-28T12:00:00Z") },
      { until: "2026-03-29T13:00:00.000Z", zone: "America/New_York", until_there: "2026-03-29T09:00:00-04:00" },
    ],
    [
      "in the time zone that the wait sets",
      { unit: "days", value: 1, delay_until_time: "09:00:00", timezone: "Asia/Tokyo" },
      { time: Date.parse("2026-03-28T12:00:00Z"), profile: VIENNA },
      { until: "2026-03-29T00:00:00.000Z", zone: "Asia/Tokyo", until_there: "2026-03-29T09:00:00+09:00" },
    ],
  ])("%s", async (_, data, event, expected) => {
    const flow = flowOf([delay("w", data, "a"), send("a")]);
    const { path } = await explained(flow, anEvent(event), { organizationZone: "America/New_York" });
    expect(path?.steps[0]).toMatchObject({ type: "time-delay", action_id: "w", ...expected });
    if (!("zone" in expected) && expected["says"] === "1 day") expect(path?.steps[0]).not.toHaveProperty("zone");
    expect(path?.steps[1]).toMatchObject({ at: expected["until"] });
  });

  it("for a target date is explained with its day and time", async () => {
    const target = {
      id: "t",
      type: "target-date",
      data: { target_time: "18:00", target_days: ["friday"] },
      links: { next: "a" },
    };
    const { path } = await explained(flowOf([target, send("a")]), anEvent());
    expect(path?.steps[0]).toMatchObject({
      type: "target-date",
      until: "2026-03-06T18:00:00.000Z",
      says: "until 18:00 on Friday",
      zone: "UTC",
    });
  });

  it("in the past begins and ends there, and later steps happen when the event was received", async () => {
    const flow = flowOf([wait("w", 2, "w2"), wait("w2", 1, "a"), send("a")]);
    expect(stepTexts(await explained(flow, anEvent({ received_at: START + 3.5 * HOUR })))).toEqual([
      "2026-03-02T09:00:00.000Z w until 2026-03-02T11:00:00.000Z",
      "2026-03-02T11:00:00.000Z w2 until 2026-03-02T12:00:00.000Z",
      "2026-03-02T12:30:00.000Z a sends",
      "2026-03-02T12:30:00.000Z finished",
    ]);
  });

  it("without a live webhook after it ends the run at once", async () => {
    const { path } = await explained(
      flowOf([send("a", "w"), wait("w", 1, "b"), send("b", undefined, { status: "draft" })]),
      anEvent(),
    );
    expect(path?.steps.map(({ action_id }) => action_id)).toEqual(["a"]);
    expect(path?.end).toMatchObject({
      reason: "nothing-follows",
      says: "No live webhook follows, so the run ends here.",
    });
  });
});
