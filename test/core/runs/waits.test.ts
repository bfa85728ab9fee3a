// The longest time of a wait: events that since-flow-start conditions read must not expire before.

import fc from "fast-check";
import { expect, it } from "vitest";
import { targetDateDataSchema, timeDelayDataSchema } from "#core/flow/delays.ts";
import type { WaitStep } from "#core/runs/steps.ts";
import { endOfWait, longestWait } from "#core/runs/waits.ts";

const ZONES = ["UTC", "Europe/Vienna", "America/New_York", "America/Nuuk", "Australia/Lord_Howe", "Pacific/Apia"];
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

const zone = fc.constantFrom(...ZONES);
const time = fc.option(fc.constantFrom("00:00", "02:30", "12:00", "23:30"));
const days = fc.option(fc.subarray(WEEKDAYS, { minLength: 1, maxLength: 3 }));

const delays = fc
  .record({
    unit: fc.constantFrom("days", "hours", "minutes"),
    value: fc.nat(40),
    timezone: zone,
    delay_until_time: time,
    delay_until_weekdays: days,
  })
  .map((data): WaitStep => ({ type: "time-delay", id: "wait", data: timeDelayDataSchema.parse(data) }));

const dates = fc
  .record({ timezone: zone, target_time: time, target_days: fc.subarray(WEEKDAYS, { minLength: 1, maxLength: 2 }) })
  .map((data): WaitStep => ({ type: "target-date", id: "wait", data: targetDateDataSchema.parse(data) }));

const moments = fc.integer({ min: Date.UTC(2008, 0), max: Date.UTC(2030, 0) });

it("no wait takes longer than its longest time", () => {
  fc.assert(
    fc.property(fc.oneof(delays, dates), moments, (step, from) => {
      const took = endOfWait(step, from, { organization: "UTC" }) - from;
      expect(took).toBeGreaterThanOrEqual(0);
      expect(took).toBeLessThanOrEqual(longestWait(step));
    }),
    { numRuns: 3_000 },
  );
});

it("the longest wait, for a Saturday that clocks skip, does not exceed it", () => {
  const data = targetDateDataSchema.parse({
    timezone: "America/Nuuk",
    target_time: "23:30",
    target_days: ["saturday"],
  });
  const step: WaitStep = { type: "target-date", id: "wait", data };
  const from = Date.parse("2026-03-21T23:31:00-02:00");
  expect(endOfWait(step, from, { organization: "UTC" }) - from).toBeLessThanOrEqual(longestWait(step));
});
