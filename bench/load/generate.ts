// One run of the generator: sends the events, then, if a receiver is named, waits for their webhooks and adds the account.

import { settle } from "../arrivals/settlement.ts";
import { now } from "../wire/clock.ts";
import { Connection } from "./connection.ts";
import { closedLoop, type Limit, openLoop, type SendEvent } from "./pace.ts";
import { requestMaker, type Target } from "./request-template.ts";
import type { RunResult } from "./run-result.ts";
import { Tally } from "./tally.ts";

/** The events of a run and their rate. */
export interface LoadPlan {
  readonly target: Target;
  readonly connections: number;
  readonly pace: Limit | { readonly rate: number; readonly milliseconds: number };
  /** Eight hexadecimal digits, new for each run. */
  readonly run: string;
  /** Base URL of the receiver; without it nothing is accounted for. */
  readonly receiver?: string;
  /** How long nothing may arrive before missing webhooks count as lost. */
  readonly quietMs: number;
}

/** Carries out a plan. */
export async function generate(plan: LoadPlan): Promise<RunResult> {
  const connections = Array.from({ length: plan.connections }, () => new Connection(plan.target.url));
  const makeRequest = requestMaker(plan.target, plan.run);
  const tally = new Tally(now());
  const send: SendEvent<Connection> = async (connection, number, due) => {
    const sent = now();
    const status = await connection.send(makeRequest(number, due));
    tally.count(number, status, { due, sent, answered: now() });
  };
  if ("rate" in plan.pace) await openLoop(connections, plan.pace, send);
  else await closedLoop(connections, plan.pace, send);
  for (const connection of connections) connection.close();
  const result = { run: plan.run, ...tally.result() };
  if (plan.receiver === undefined) return result;
  return { ...result, account: await settle(plan.receiver, plan.run, result, plan.quietMs) };
}
