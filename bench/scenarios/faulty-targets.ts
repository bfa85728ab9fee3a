// Does a fault cost throughput elsewhere? Of a hundred targets ten fail and five take 30 s to answer; the rate of what goes
// to the others is compared with that where all do well.

import * as z from "zod";
import { atLeast } from "../report/checks.ts";
import { startFlowhook } from "../subjects/flowhook.ts";
import { FAILING, SLOW, TARGETS, writeTargetFlows } from "../subjects/many-targets.ts";
import type { Scenario } from "./context.ts";
import { carryOut } from "./trial.ts";

/** All targets well, and some of them not, in turn. */
export const faultyTargets: Scenario = {
  name: "faulty-targets",
  async run(context) {
    const { receiver, rounds, seconds } = context;
    const response = await fetch(new URL(`/bench/targets/${TARGETS}`, receiver));
    const targets = z.array(z.string()).parse(await response.json());
    const started = (name: string, faulty: boolean) => () =>
      startFlowhook(context, { name, flows: TARGETS, write: (folder) => writeTargetFlows(folder, targets, faulty) });
    const faults = `${FAILING} % failing, ${SLOW} % slow`;
    const subjects = [started("all targets well", false), started(faults, true)];
    const rows = await carryOut({ scenario: "faulty targets", subjects, load: { seconds }, rounds }, context);
    const [well, faulty] = rows;
    if (well === undefined || faulty === undefined) return { rows, checks: [] };
    const ratio = faulty.events_per_second / well.events_per_second;
    return { rows, checks: [atLeast(`${faults}, rate to the others against all well`, 0.9, ratio)] };
  },
};
