// The results of a step of a run, and their sending: webhooks go to the dispatcher, the run goes to the queue where it
// waits.

import { DELIVERY_MESSAGE_VERSION } from "#core/messages/delivery-message.ts";
import { RUN_MESSAGE_VERSION, type RunMessage } from "#core/messages/run-message.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import type { RunPosition, RunStep } from "#core/runs/step-run.ts";
import type { Dispatch } from "../delivery/delivery-ports.ts";
import type { StartPorts } from "./run-ports.ts";

/** The results of steps of runs. */
export interface RunOutcome {
  readonly dispatches: readonly Dispatch[];
  readonly waits: readonly RunMessage[];
}

/** Returns the results of one step. */
export function outcomeOf(flow: RunnableFlow, position: RunPosition, { at, taken, end }: RunStep): RunOutcome {
  const { event, started_at } = position;
  const run = { event, flow_id: flow.id, started_at };
  const dispatches = taken.flatMap((action): Dispatch[] => {
    if (action.type !== "webhook" || (action.result !== "sends" && action.result !== "waits-for-approval")) return [];
    const { step: webhook } = action;
    const first = { round: 1, attempt: 1, due_at: at };
    const message = { v: DELIVERY_MESSAGE_VERSION, kind: "delivery", ...run, action_id: webhook.id, ...first } as const;
    return [{ target: webhook.target, message }];
  });
  if (end.type !== "waits") return { dispatches, waits: [] };
  const { action_id, due_at } = end;
  return { dispatches, waits: [{ v: RUN_MESSAGE_VERSION, kind: "run", ...run, action_id, due_at }] };
}

/** Sends all results. Resolves once all of them are durable. */
export async function sendOutcomes(
  { dispatchQueue, stepsQueue }: Pick<StartPorts, "dispatchQueue" | "stepsQueue">,
  outcomes: readonly RunOutcome[],
): Promise<void> {
  const dispatches = outcomes.flatMap((outcome) => outcome.dispatches);
  const waits = outcomes.flatMap((outcome) => outcome.waits);
  // The waits go first: they are stored at once, while a delivery in the embedded process takes as long as its target.
  if (waits.length > 0) await stepsQueue.send(waits);
  if (dispatches.length > 0) await dispatchQueue.send(dispatches);
}
