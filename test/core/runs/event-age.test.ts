// Which events are too old to start a run.

import { expect, it } from "vitest";
import { isTooOld } from "#core/runs/event-age.ts";
import { flowOf, groups, send, wait } from "#support/flow-files.ts";
import { anEvent, HOUR, START } from "#support/run-samples.ts";

const split = (next_if_true: string, next_if_false: string) => ({
  id: "split",
  type: "conditional-split",
  links: { next_if_true, next_if_false },
  data: {
    profile_filter: groups({
      type: "profile-property",
      property: "email",
      filter: { type: "existence", operator: "is-set" },
    }),
  },
});

const atOnce = flowOf([send("a")]);
const short = flowOf([wait("w", 1, "a"), send("a")]);
const day = flowOf([wait("w", 24, "a"), send("a")]);
const later = flowOf([send("a", "w"), wait("w", 24, "b"), send("b")]);
const either = flowOf([split("w", "v"), wait("w", 2, "a"), wait("v", 10, "a"), send("a")]);
const morning = flowOf([
  { id: "w", type: "target-date", links: { next: "a" }, data: { target_time: "07:00" } },
  send("a"),
]);

it.each([
  ["at once", atOnce, 4, false],
  ["at once", atOnce, 4.001, true],
  ["after an hour", short, 4, false],
  ["after an hour", short, 4.001, true],
  ["after a day", day, 24, false],
  ["after a day", day, 24.001, true],
  ["at once, and again after a day", later, 4, false],
  ["at once, and again after a day", later, 4.001, true],
  ["after two hours or ten", either, 10, false],
  ["after two hours or ten", either, 10.001, true],
  ["the next morning, 22 hours later", morning, 22, false],
  ["the next morning, 22 hours later", morning, 22.001, true],
])("a flow that sends %s takes an event %#: of %d hours is too old: %s", (_, flow, hours, tooOld) => {
  const event = anEvent({ received_at: START + hours * HOUR });
  expect(isTooOld(flow, event, "UTC")).toBe(tooOld);
});

it("an event of the future is not too old", () => {
  expect(isTooOld(atOnce, anEvent({ time: START + 9 * HOUR, received_at: START }), "UTC")).toBe(false);
});
