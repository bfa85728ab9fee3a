// How long from event to webhook when there is no rush? Events come at a fixed pace, far below what either can carry.

import { atMost } from "../report/checks.ts";
import { startFlowhook } from "../subjects/flowhook.ts";
import { startRelay } from "../subjects/relay.ts";
import type { Scenario } from "./context.ts";
import { carryOut } from "./trial.ts";

const RATE = 100;
/** A percentile 99 needs a thousand events: ten seconds of them. */
const TIMES_LONGER = 2.5;

/** The relay and Flowhook at 100 events a second. */
export const paced: Scenario = {
  name: "paced",
  async run(context) {
    const { receiver } = context;
    const subjects = [() => startRelay(receiver), () => startFlowhook(context, { name: "flowhook", flows: 1 })];
    const load = { seconds: context.seconds * TIMES_LONGER, rate: RATE };
    const rows = await carryOut({ scenario: `${RATE}/s`, subjects, load, rounds: 1 }, context);
    const latency = rows[1]?.latency_ms;
    if (latency === undefined) return { rows, checks: [] };
    return {
      rows,
      checks: [
        atMost(`event to webhook at ${RATE}/s, p50`, 2, latency.p50, "ms"),
        atMost(`event to webhook at ${RATE}/s, p99`, 5, latency.p99, "ms"),
      ],
    };
  },
};
