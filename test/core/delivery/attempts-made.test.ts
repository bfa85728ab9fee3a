import { expect, it } from "vitest";
import { type Attempt, attemptsMade, DELIVERY_STATUSES } from "#core/delivery/record.ts";

const entry = (outcome: Attempt["outcome"], round = 1): Attempt => ({
  round,
  attempt: 1,
  at: 0,
  duration_ms: 0,
  outcome,
});

it.each<[Attempt["outcome"], boolean]>([
  ["delivered", true],
  ["retrying", true],
  ["failed", true],
  ["parked", false],
  ["discarded", false],
  ["skipped", false],
  ["tested", true],
])("an entry that says %s is an attempt: %j", (outcome, made) => {
  expect(attemptsMade([entry(outcome)])).toEqual(made ? [entry(outcome)] : []);
});

it("every outcome is one or the other, and attempts keep their order", () => {
  const outcomes = DELIVERY_STATUSES.filter((status) => status !== "sending");
  const made = attemptsMade(outcomes.map(entry));
  expect(made.map(({ outcome }) => outcome)).toEqual(["retrying", "delivered", "failed", "tested"]);
});
