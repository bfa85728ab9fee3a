// Does a store slow down with what it holds? A million past deliveries, a million runs and a million retries that wait,
// against an empty one.

import { atLeast } from "../report/checks.ts";
import { startFlowhook } from "../subjects/flowhook.ts";
import type { Scenario } from "./context.ts";
import { carryOut } from "./trial.ts";

/** An empty store and a full one, in turn. */
export const fullStore: Scenario = {
  name: "full-store",
  async run(context) {
    const { rounds, seconds, past } = context;
    const count = past.toLocaleString("en-US");
    const subjects = [
      () => startFlowhook(context, { name: "empty store", flows: 1 }),
      () => startFlowhook(context, { name: `${count} past, ${count} waiting`, flows: 1, past }),
    ];
    const rows = await carryOut({ scenario: "full store", subjects, load: { seconds }, rounds }, context);
    const [empty, full] = rows;
    if (empty === undefined || full === undefined) return { rows, checks: [] };
    const ratio = full.events_per_second / empty.events_per_second;
    return { rows, checks: [atLeast(`${count} past and ${count} waiting, rate against an empty store`, 0.9, ratio)] };
  },
};
