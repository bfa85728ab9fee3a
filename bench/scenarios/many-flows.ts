// Does matching slow down with the number of flows? All are live and on the event's metric; one of them matches.

import { atLeast } from "../report/checks.ts";
import { startFlowhook } from "../subjects/flowhook.ts";
import type { Scenario } from "./context.ts";
import { carryOut } from "./trial.ts";

/** One flow and many, in turn. */
export const manyFlows: Scenario = {
  name: "many-flows",
  async run(context) {
    const { rounds, seconds, flows } = context;
    const count = flows.toLocaleString("en-US");
    const subjects = [
      () => startFlowhook(context, { name: "1 flow", flows: 1 }),
      () => startFlowhook(context, { name: `${count} flows`, flows }),
    ];
    const rows = await carryOut({ scenario: "many flows", subjects, load: { seconds }, rounds }, context);
    const [one, many] = rows;
    if (one === undefined || many === undefined) return { rows, checks: [] };
    const ratio = many.events_per_second / one.events_per_second;
    return { rows, checks: [atLeast(`${count} flows, rate against one flow`, 0.95, ratio)] };
  },
};
