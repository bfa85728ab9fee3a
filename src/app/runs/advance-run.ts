// Advances a run that has waited, by the current flow and with the profile's history as of the time when the step was due.
// The results are sent before the run's message is acknowledged, so a crash anywhere repeats the step with the same
// results.

import { DELIVERY_MESSAGE_VERSION, type DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { stepTime } from "#core/profiles/facts.ts";
import { stepRun, type Taken } from "#core/runs/step-run.ts";
import { claimedAttempt } from "../delivery/claimed-attempt.ts";
import type { Delivered } from "../delivery/deliver.ts";
import { type WithoutSending, withoutSending } from "../delivery/without-sending.ts";
import { outcomeOf, sendOutcomes } from "./outcome.ts";
import { readHistory } from "./read-history.ts";
import type { RunPorts } from "./run-ports.ts";

/**
 * Advances a run until it waits or ends. "held": another worker has claimed the same step, so the message must be
 * redelivered, as it must if this rejects.
 */
export async function advanceRun(ports: RunPorts, message: RunMessage): Promise<Delivered> {
  if (await ports.waitingRuns.isCancelled({ event_id: message.event.id, flow_id: message.flow_id })) {
    return skip(ports, message, { outcome: "skipped", reason: "run-cancelled" });
  }
  const { flows } = await ports.catalogue.current();
  const flow = flows.get(message.flow_id);
  if (flow === undefined) return skip(ports, message, { outcome: "skipped", reason: "flow-not-found" });
  if (!flow.active) return skip(ports, message, { outcome: "skipped", reason: "flow-not-live" });
  const history = await readHistory(ports.profiles, flow, message, stepTime(message, message.due_at));
  const step = stepRun(flow, message, { history, organizationZone: ports.organizationZone });
  await sendOutcomes(ports, [outcomeOf(flow, message, step)]);
  if (step.end.type === "ended" && step.end.reason === "action-not-found") {
    return skip(ports, message, { outcome: "skipped", reason: "action-not-found" });
  }
  const skipped: Delivered[] = [];
  for (const action_id of step.taken.flatMap(filteredOut)) {
    const why = { outcome: "skipped", reason: "profile-filter-failed" } as const;
    skipped.push(await skip(ports, { ...message, action_id }, why));
  }
  return skipped.includes("held") ? "held" : "done";
}

/** Ends a run that must not be tried again, because its process ended `ends` times while it worked on it. */
export function abandonRun(ports: RunPorts, message: RunMessage, ends: number): Promise<Delivered> {
  const detail = `The process ended ${ends} times while it worked on this run.`;
  return skip(ports, message, { outcome: "failed", reason: "delivery-ends-process", detail });
}

function filteredOut(action: Taken): string[] {
  return action.type === "webhook" && action.result === "profile-filter-failed" ? [action.step.id] : [];
}

/** Records once that a run skipped a webhook. */
async function skip(ports: RunPorts, run: RunMessage, why: WithoutSending): Promise<Delivered> {
  const { event, flow_id, action_id, started_at, due_at } = run;
  const first = { v: DELIVERY_MESSAGE_VERSION, kind: "delivery", round: 1, attempt: 1 } as const;
  const message: DeliveryMessage = { ...first, event, flow_id, action_id, started_at, due_at };
  const claimed = await claimedAttempt(ports, message, async () => withoutSending(message, ports.now(), why));
  return claimed.type === "held" ? "held" : "done";
}
