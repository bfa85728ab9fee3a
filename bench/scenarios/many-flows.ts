// Does matching slow down with the number of flows? All are live, with filters of all kinds, and one of them matches: many
// on the event's metric, and ten times as many that share a thousand metrics.

import { fileURLToPath } from "node:url";
import { atLeast, type Check, stated } from "../report/checks.ts";
import type { Row } from "../report/row.ts";
import { startFlowhook } from "../subjects/flowhook.ts";
import type { Scenario } from "./context.ts";
import { carryOut } from "./trial.ts";

const EVENT = fileURLToPath(new URL("../detailed-order.json", import.meta.url));
const MEGABYTE = 1_000_000;

/** How many more flows there are when they share metrics, and how many of them have the same. */
const SPREAD = 10;
const FLOWS_PER_METRIC = 100;

/** One flow, many, and many more on other metrics, in turn. */
export const manyFlows: Scenario = {
  name: "many-flows",
  async run(context) {
    const { rounds, seconds, flows } = context;
    const spread = flows * SPREAD;
    const metrics = Math.ceil(spread / FLOWS_PER_METRIC);
    const many = { name: `${count(flows)} flows`, flows };
    const spreadOut = { name: `${count(spread)} flows on ${count(metrics)} metrics`, flows: spread, metrics };
    const subjects = [{ name: "1 flow", flows: 1 }, many, spreadOut].map(
      (asked) => () => startFlowhook(context, asked),
    );
    const load = { seconds, event: EVENT };
    const rows = await carryOut({ scenario: "many flows", subjects, load, rounds }, context);
    const [one, ...others] = rows;
    if (one === undefined) return { rows, checks: [] };
    const counts = [flows, spread];
    return { rows, checks: others.flatMap((row, at) => checksOf(row, one, counts[at] ?? Number.NaN)) };
  },
};

function checksOf(row: Row, one: Row, flows: number): Check[] {
  const { subject } = row;
  return [
    atLeast(`${subject}, rate against one flow`, 0.95, row.events_per_second / one.events_per_second),
    stated(`${subject}, memory, idle`, row.rss_idle / MEGABYTE, "MB"),
    stated(`${subject}, start, for each 1,000`, ((row.start_ms - one.start_ms) / flows) * 1000, "ms"),
  ];
}

function count(flows: number): string {
  return flows.toLocaleString("en-US");
}
