// A run that has waited goes on: by the flow as it is now, with the profile's past as of the time when the step was due.
// What falls out is sent before the run's message is acknowledged, so a crash anywhere repeats the step with the same result.

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
 * Takes a run on to where it next waits or ends. "held": another worker is at the same step, so the message is to come
 * again, as it is when this rejects.
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

/** Ends a run that must not be tried once more, since trying it ended the process `ends` times. */
export function abandonRun(ports: RunPorts, message: RunMessage, ends: number): Promise<Delivered> {
  const detail = `The process ended ${ends} times while it worked on this run.`;
  return skip(ports, message, { outcome: "failed", reason: "delivery-ends-process", detail });
}

function filteredOut(action: Taken): string[] {
  return action.type === "webhook" && action.result === "profile-filter-failed" ? [action.step.id] : [];
}

/** Puts on record, once, that a run did not send what it came by. */
async function skip(ports: RunPorts, run: RunMessage, why: WithoutSending): Promise<Delivered> {
  const { event, flow_id, action_id, started_at, due_at } = run;
  const first = { v: DELIVERY_MESSAGE_VERSION, kind: "delivery", round: 1, attempt: 1 } as const;
  const message: DeliveryMessage = { ...first, event, flow_id, action_id, started_at, due_at };
  const claimed = await claimedAttempt(ports, message, async () => withoutSending(message, ports.now(), why));
  return claimed.type === "held" ? "held" : "done";
}
