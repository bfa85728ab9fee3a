// What would keep a webhook waiting though its flow sends it: that its action is stopped, since its target is gone, or that
// the circuit of its target is open. That is so now; by the time that a run gets there it can be otherwise.

import { actionKeyText, isStopped } from "#core/delivery/action-stop.ts";
import { describeReason } from "#core/delivery/reasons.ts";
import type { WebhookStep } from "#core/runs/steps.ts";
import { isoTime } from "#core/time.ts";
import { literalUrl } from "../delivery/webhook-template.ts";
import type { StoppedActions } from "../stops/stopped-actions.ts";
import type { TargetHealths } from "../targets/target-ports.ts";

/** What telling needs; absent where nothing is known of targets, as offline. */
export interface HeldBackPorts {
  readonly stops?: Pick<StoppedActions, "stopped">;
  readonly healths?: Pick<TargetHealths, "failing">;
}

/** That a webhook would wait, and why. Times in ISO 8601. */
export interface HeldBack {
  readonly reason: "action-stopped" | "target-failing";
  readonly since: string;
  /** When a delivery is sent next to see whether the target is back. */
  readonly next_probe_at?: string;
  /** The same in words. */
  readonly says: string;
}

/** Whether a webhook of a flow would wait. */
export type FindHeldBack = (flowId: string, webhook: WebhookStep) => HeldBack | undefined;

/** Reads once what keeps webhooks waiting now. */
export async function readHeldBack({ stops, healths }: HeldBackPorts): Promise<FindHeldBack> {
  const [stopped = [], failing = []] = await Promise.all([stops?.stopped(), healths?.failing()]);
  const stopOf = new Map(stopped.map((stop) => [actionKeyText(stop), stop]));
  const circuitOf = new Map(failing.map(({ target, health }) => [target, health.circuit]));
  return (flow_id, { id, message, target }) => {
    const stop = stopOf.get(actionKeyText({ flow_id, action_id: id }));
    if (stop && isStopped(stop, literalUrl(message))) return held("action-stopped", stop.stopped_at);
    const circuit = circuitOf.get(target);
    return circuit && { ...held("target-failing", circuit.opened_at), next_probe_at: isoTime(circuit.probe_at) };
  };
}

function held(reason: HeldBack["reason"], since: number): HeldBack {
  return { reason, since: isoTime(since), says: describeReason(reason) };
}
