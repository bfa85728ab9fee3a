import { describe, expect, it } from "vitest";
import {
  calendarTimeSchema,
  describeTime,
  parseScenarioTime,
  scenarioTimeSchema,
  timeAt,
} from "#cli/flow-tests/scenario-time.ts";

const START = Date.UTC(2026, 2, 2, 9);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("a time of a scenario", () => {
  it.each([
    ["now", 0],
    ["+0s", 0],
    ["+45s", 45_000],
    ["+4h", 4 * HOUR],
    ["+4h30m", 4 * HOUR + 30 * MINUTE],
    ["+90d", 90 * DAY],
    ["+1w2d3h4m5s", 9 * DAY + 3 * HOUR + 4 * MINUTE + 5_000],
    ["-2d", -2 * DAY],
    ["-1h1m", -HOUR - MINUTE],
  ])("%s is an offset from the start", (text, ms) => {
    expect(timeAt(text, START)).toBe(START + ms);
  });

  it.each([
    ["2026-03-29T10:00:00Z", "2026-03-29T10:00:00.000Z"],
    ["2026-03-29T10:00:00+02:00", "2026-03-29T08:00:00.000Z"],
    ["2026-03-29 10:00 Europe/Vienna", "2026-03-29T08:00:00.000Z"],
    ["2026-03-28 10:00 Europe/Vienna", "2026-03-28T09:00:00.000Z"],
    ["2026-03-28 10:00:30 America/New_York", "2026-03-28T14:00:30.000Z"],
    ["2026-03-28 10:00 UTC", "2026-03-28T10:00:00.000Z"],
  ])("%s is a calendar time, independent of the start", (text, iso) => {
    expect(new Date(timeAt(text, START)).toISOString()).toBe(iso);
  });

  it.each([
    "",
    "later",
    "4h",
    "+",
    "-",
    "+4",
    "+1.5h",
    "+30m4h",
    "+4h ",
    "+4H",
    "2026-03-29",
    "2026-03-29T10:00:00",
    "2026-02-30T10:00:00Z",
  ])("%j is invalid", (text) => {
    expect(parseScenarioTime(text)).toMatchObject({ ok: false, problem: expect.stringContaining("must be") });
    expect(scenarioTimeSchema.safeParse(text).success).toBe(false);
  });

  it.each([
    ["2026-03-29 02:30 Europe/Vienna", "skipped by the clock change"],
    ["2026-10-25 02:30 Europe/Vienna", "repeated by the clock change"],
    ["2026-02-30 10:00 Europe/Vienna", "not a day"],
    ["2026-02-20 25:00 Europe/Vienna", "not an hour"],
  ])("%s is invalid because it is %s", (text) => {
    expect(parseScenarioTime(text)).toMatchObject({
      ok: false,
      problem: expect.stringContaining("must be a time that occurs exactly once in Europe/Vienna"),
    });
  });

  it("reports an unknown zone", () => {
    expect(parseScenarioTime("2026-02-20 10:00 Europe/Vieana")).toEqual({
      ok: false,
      problem: 'names an unknown time zone: "Europe/Vieana"',
    });
  });

  it("that is an offset is invalid as the start itself", () => {
    expect(calendarTimeSchema.safeParse("+1h").success).toBe(false);
    expect(calendarTimeSchema.safeParse("now").success).toBe(false);
    expect(calendarTimeSchema.safeParse("nonsense").error?.issues).toHaveLength(1);
    expect(calendarTimeSchema.safeParse("2026-03-29T10:00:00Z").success).toBe(true);
  });
});

describe("a time in a report", () => {
  it.each([
    [0, "now (2026-03-02T09:00:00Z)"],
    [4 * HOUR, "+4h (2026-03-02T13:00:00Z)"],
    [90 * DAY + 90 * MINUTE, "+90d1h30m (2026-05-31T10:30:00Z)"],
    [2_500, "+2.5s (2026-03-02T09:00:02.500Z)"],
    [-DAY, "-1d (2026-03-01T09:00:00Z)"],
  ])("%i ms after the start is %s", (ms, text) => {
    expect(describeTime(START + ms, START)).toBe(text);
  });
});
