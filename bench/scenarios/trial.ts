// The steps of all scenarios: start the subjects, warm them up, measure them in turn, and stop them.

import { type Row, summarize } from "../report/row.ts";
import type { Subject } from "../subjects/subject.ts";
import type { Context } from "./context.ts";
import { type Load, type Measurement, measure } from "./measure.ts";

/** A trial of several subjects under the same load. */
export interface Trial {
  readonly scenario: string;
  readonly subjects: readonly (() => Promise<Subject>)[];
  readonly load: Load;
  readonly rounds: number;
}

/** Carries out a trial: a row for each subject, in their order. */
export async function carryOut(trial: Trial, context: Context): Promise<Row[]> {
  const subjects: Subject[] = [];
  try {
    for (const start of trial.subjects) {
      const subject = await start();
      subjects.push(subject);
      context.print(`${trial.scenario}: ${subject.name} is ready after ${Math.round(subject.startMs)} ms`);
    }
    return await measureAll(trial, subjects, context);
  } finally {
    await stopAll(subjects);
  }
}

/** Ends them all, also when one ends badly; then throws why. */
async function stopAll(subjects: readonly Subject[]): Promise<void> {
  const endings = await Promise.allSettled(subjects.map((subject) => subject.stop()));
  for (const ending of endings) if (ending.status === "rejected") throw ending.reason;
}

async function measureAll(trial: Trial, subjects: readonly Subject[], context: Context): Promise<Row[]> {
  const once = async (subject: Subject, load: Load): Promise<Measurement> => {
    const measurement = await measure(subject, context.receiver, load);
    context.print(`${trial.scenario}: ${subject.name}, ${describe(measurement)}`);
    return measurement;
  };
  const measured: { subject: Subject; warmUp: Measurement; rounds: Measurement[] }[] = [];
  // As fast as it goes, however the measured runs are paced.
  const { rate: _, ...unpaced } = trial.load;
  const warmUp = { ...unpaced, seconds: context.warmUpSeconds };
  for (const subject of subjects) {
    measured.push({ subject, warmUp: await once(subject, warmUp), rounds: [] });
  }
  // In turn, so that a drift of the machine's speed meets all of them alike.
  for (let round = 0; round < trial.rounds; round += 1) {
    for (const { subject, rounds } of measured) rounds.push(await once(subject, trial.load));
  }
  return measured.map(({ subject, ...measurements }) => summarize(trial.scenario, subject, measurements));
}

function describe({ result: { account } }: Measurement): string {
  return `${account.delivered} of ${account.accepted} events at ${Math.round(account.events_per_second)}/s`;
}
