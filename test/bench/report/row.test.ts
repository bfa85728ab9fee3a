import { describe, expect, test } from "vitest";
import { lateGrowth, summarize } from "../../../bench/report/row.ts";
import { measurementTable } from "../../../bench/report/summary.ts";
import { measurementOf, subject } from "./measurement.ts";

const rounds = [
  measurementOf({ accepted: 10, events_per_second: 10 }, {}, { cpuMsPerEvent: 0.1, rss: [80, 90] }),
  measurementOf({ accepted: 20, events_per_second: 400 }, {}, { cpuMsPerEvent: 0.3, rss: [95, 85] }),
  measurementOf({ accepted: 30, events_per_second: 30 }, {}, { cpuMsPerEvent: 0.2, rss: [88] }),
];
const row = summarize("one flow", subject, { warmUp: measurementOf({ events_per_second: 1000 }), rounds });

describe("a row", () => {
  test("has the median of the rounds' speeds, without the warm-up", () => {
    expect(row).toMatchObject({
      events_per_second: 30,
      cpu_ms_per_event: 0.2,
      events_per_second_by_round: [10, 400, 30],
    });
  });

  test("adds up the events of its rounds", () => {
    expect(row).toMatchObject({ rounds: 3, accepted: 60, delivered: 30 });
  });

  test("shows memory before, at its peak and at the end", () => {
    expect(row).toMatchObject({ rss_idle: 70_000_000, rss_peak: 95, rss_end: 88 });
  });

  test("has no memory figures if they could not be read", () => {
    const unread = summarize("one flow", { ...subject, idle: undefined }, { warmUp: measurementOf({}), rounds: [] });
    expect(unread).toMatchObject({ rss_idle: Number.NaN, rss_peak: Number.NaN, rss_end: Number.NaN });
  });

  test("is one line of the table, under its heading", () => {
    const [header, , line] = measurementTable([row]).split("\n");
    expect(header?.split(/ {2,}/).slice(0, 3)).toEqual(["scenario", "events", "events/s"]);
    expect(line?.split(/ {2,}/).slice(0, 3)).toEqual(["one flow: flowhook", "60", "30"]);
  });
});

describe("late growth of memory", () => {
  test.each([
    ["that stays constant", [100, 100, 100, 100, 100, 100], 0],
    ["that only grows at first", [50, 80, 100, 100, 100, 100], 0],
    ["that grows all the time", [100, 110, 120, 130, 140, 150], 0.16],
    ["that shrinks at the end", [100, 100, 100, 100, 50, 50], -0.5],
  ])("%s", (_, samples, growth) => {
    expect(lateGrowth(samples)).toBeCloseTo(growth, 5);
  });

  test("of no values is NaN", () => {
    expect(lateGrowth([])).toBeNaN();
  });
});
