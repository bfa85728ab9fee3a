import { describe, expect, it } from "vitest";
import { type TargetDate, weekdaySchema } from "#core/flow/delays.ts";
import { nextTargetDate } from "#core/waiting/end-of-delay.ts";

const nine: TargetDate = { target_time: "09:00:00" };

// The 24th of November 2026 is a Tuesday.
describe("a target date", () => {
  it.each<[string, TargetDate, string, string]>([
    ["today, when its time is ahead", nine, "2026-11-24T08:59:59.999+01:00", "2026-11-24T09:00+01:00"],
    ["at once, when it is its time", nine, "2026-11-24T09:00+01:00", "2026-11-24T09:00+01:00"],
    ["tomorrow, when its time has passed", nine, "2026-11-24T09:00:00.001+01:00", "2026-11-25T09:00+01:00"],
    ["on its day", { ...nine, target_days: ["friday"] }, "2026-11-24T12:00+01:00", "2026-11-27T09:00+01:00"],
    [
      "on the nearest of its days",
      { ...nine, target_days: ["monday", "thursday"] },
      "2026-11-24T12:00+01:00",
      "2026-11-26T09:00+01:00",
    ],
    [
      "in a week, when its day's time has passed",
      { ...nine, target_days: ["tuesday"] },
      "2026-11-24T12:00+01:00",
      "2026-12-01T09:00+01:00",
    ],
    [
      "on any day of all seven",
      { ...nine, target_days: [...weekdaySchema.options] },
      "2026-11-24T12:00+01:00",
      "2026-11-25T09:00+01:00",
    ],
    ["at midnight without a time", { target_days: ["wednesday"] }, "2026-11-24T12:00+01:00", "2026-11-25T00:00+01:00"],
    [
      "in a week, when its day has begun",
      { target_days: ["tuesday"] },
      "2026-11-24T00:00:00.001+01:00",
      "2026-12-01T00:00+01:00",
    ],
    [
      "as null says nothing",
      { target_time: null, target_days: ["friday"] },
      "2026-11-24T12:00+01:00",
      "2026-11-27T00:00+01:00",
    ],
    [
      "an hour later, when the time is skipped",
      { target_time: "02:30" },
      "2026-03-29T00:00+01:00",
      "2026-03-29T03:30+02:00",
    ],
    [
      "the first time, when it comes twice",
      { target_time: "02:30" },
      "2026-10-25T00:00+02:00",
      "2026-10-25T02:30+02:00",
    ],
  ])("comes %s", (_, target, from, date) => {
    const found = nextTargetDate(target, Date.parse(from), { organization: "Europe/Vienna" });
    expect(new Date(found).toISOString()).toBe(new Date(Date.parse(date)).toISOString());
  });

  it.each([
    ["its own", "Asia/Kathmandu", { profile: "America/New_York", organization: "Europe/Vienna" }, "+05:45"],
    ["the profile's", "profile", { profile: "America/New_York", organization: "Europe/Vienna" }, "-05:00"],
    ["the profile's by default", null, { profile: "America/New_York", organization: "Europe/Vienna" }, "-05:00"],
    ["the organization's if the profile has no zone", null, { organization: "Europe/Vienna" }, "+01:00"],
  ])("is read in a zone: %s", (_, timezone, zones, offset) => {
    const from = Date.parse("2026-11-24T16:00Z");
    expect(nextTargetDate({ ...nine, timezone }, from, zones)).toBe(Date.parse(`2026-11-25T09:00${offset}`));
  });

  // Midnight did not exist where clocks went forward at midnight: the day began at one.
  it("comes when the day begins if clocks skip midnight", () => {
    const found = nextTargetDate({ target_days: ["sunday"] }, Date.parse("2024-09-07T12:00-04:00"), {
      organization: "America/Santiago",
    });
    expect(new Date(found).toISOString()).toBe("2024-09-08T04:00:00.000Z");
  });
});
