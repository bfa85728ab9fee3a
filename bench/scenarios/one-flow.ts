// How fast is Flowhook with one flow, against the least that a Node process can do?

import { atLeast, atMost } from "../report/checks.ts";
import { startFlowhook } from "../subjects/flowhook.ts";
import { startRelay } from "../subjects/relay.ts";
import type { Scenario } from "./context.ts";
import { carryOut } from "./trial.ts";

const MEGABYTE = 1_000_000;

/** One flow at full speed, in turn with the bare relay. */
export const oneFlow: Scenario = {
  name: "one-flow",
  async run(context) {
    const { receiver, rounds, seconds } = context;
    const subjects = [() => startRelay(receiver), () => startFlowhook(context, { name: "flowhook", flows: 1 })];
    const rows = await carryOut({ scenario: "one flow", subjects, load: { seconds }, rounds }, context);
    const [relay, flowhook] = rows;
    if (relay === undefined || flowhook === undefined) return { rows, checks: [] };
    return {
      rows,
      checks: [
        atLeast("one flow, rate against a bare relay", 0.4, flowhook.events_per_second / relay.events_per_second),
        atLeast("one flow, rate (on two cores like those of the trial)", 10_000, flowhook.events_per_second, "/s"),
        atMost("CPU an event", 0.15, flowhook.cpu_ms_per_event, "ms"),
        atMost("memory, idle", 100, flowhook.rss_idle / MEGABYTE, "MB"),
        atMost("memory, growth in the last third of the load", 10, flowhook.rss_growth * 100, "%"),
      ],
    };
  },
};
