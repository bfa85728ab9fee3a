import { expect, it } from "vitest";
import { reentryPeriod } from "#core/profiles/reentry.ts";
import { flowOf, groups, send } from "#support/flow-files.ts";
import { DAY, HOUR } from "#support/run-samples.ts";

it.each([
  [undefined, 0],
  [null, 0],
  [{ unit: "hour", duration: 0 }, 0],
  [{ unit: "hour", duration: 5 }, 5 * HOUR],
  [{ unit: "day", duration: 2 }, 2 * DAY],
  [{ unit: "week", duration: 3 }, 21 * DAY],
  [{ unit: "alltime", duration: 1 }, Number.POSITIVE_INFINITY],
  [{ unit: "alltime", duration: 0 }, Number.POSITIVE_INFINITY],
] as const)("criteria %j keep a profile out for %d ms", (criteria, period) => {
  expect(reentryPeriod(criteria)).toBe(period);
});

it("entries are kept for as long as re-entry or a condition reads them, and not at all if neither does", () => {
  const notInFlow = (timeframe: object) => ({
    type: "profile-not-in-flow",
    timeframe_filter: { type: "date", ...timeframe },
  });
  const entriesMs = (reentry_criteria: object | null, condition?: object) => {
    const definition = { reentry_criteria, ...(condition ? { profile_filter: groups({ ...condition }) } : {}) };
    return flowOf([send("a")], definition).entriesMs;
  };
  const inTheLast = { operator: "in-the-last", unit: "day", quantity: 3 };
  expect(entriesMs(null)).toBe(0);
  expect(entriesMs({ unit: "day", duration: 2 })).toBe(2 * DAY);
  expect(entriesMs(null, notInFlow(inTheLast))).toBe(4 * DAY);
  expect(entriesMs({ unit: "day", duration: 9 }, notInFlow(inTheLast))).toBe(9 * DAY);
  expect(entriesMs(null, notInFlow({ operator: "alltime" }))).toBe(Number.POSITIVE_INFINITY);
});
