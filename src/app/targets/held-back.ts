// Why a webhook is held back now: its action is stopped because the target is gone, or the circuit of its target is open. A
// run that reaches the webhook later may find neither.

import { actionKeyText, isStopped } from "#core/delivery/action-stop.ts";
import { describeReason } from "#core/delivery/reasons.ts";
import type { DeliveryRecord, DeliveryStatus } from "#core/delivery/record.ts";
import type { TargetHealth } from "#core/delivery/target-health.ts";
import type { WebhookStep } from "#core/runs/steps.ts";
import { isoTime } from "#core/time.ts";
import { literalUrl } from "../delivery/webhook-template.ts";
import type { WebhookCatalogue } from "../flows/webhook-catalogue.ts";
import type { StoppedActions } from "../stops/stopped-actions.ts";
import type { TargetHealths } from "./target-ports.ts";

/** Absent ports hold nothing back: offline commands know no targets. */
export interface HeldBackPorts {
  readonly stops?: Pick<StoppedActions, "stopped">;
  readonly healths?: Pick<TargetHealths, "failing">;
}

/** Why a webhook is held back. Times in ISO 8601. */
export interface HeldBack {
  readonly reason: "action-stopped" | "target-failing";
  readonly since: string;
  /** When the next delivery is sent as a probe. */
  readonly next_probe_at?: string;
  /** The reason in words. */
  readonly says: string;
}

/** Returns why a webhook of a flow is held back; undefined if it is not. */
export type FindHeldBack = (flowId: string, webhook: WebhookStep) => HeldBack | undefined;

/** Reads the stops and the open circuits once, for any number of webhooks. */
export async function readHeldBack({ stops, healths }: HeldBackPorts): Promise<FindHeldBack> {
  const [stopped = [], circuitOf] = await Promise.all([stops?.stopped(), openCircuits(healths)]);
  const stopOf = new Map(stopped.map((stop) => [actionKeyText(stop), stop]));
  return (flow_id, { id, message, target }) => {
    const stop = stopOf.get(actionKeyText({ flow_id, action_id: id }));
    if (stop && isStopped(stop, literalUrl(message))) {
      return { reason: "action-stopped", since: isoTime(stop.stopped_at), says: describeReason("action-stopped") };
    }
    const circuit = circuitOf.get(target);
    return circuit && { ...behindCircuit(circuit), says: describeReason("target-failing") };
  };
}

/** The ports that find the open circuits of recorded deliveries. */
export interface CircuitWaitPorts {
  readonly healths: Pick<TargetHealths, "failing">;
  readonly catalogue: WebhookCatalogue;
}

/** The open circuit that a recorded delivery waits for. Times in ISO 8601. */
interface CircuitWait extends ReturnType<typeof behindCircuit> {
  readonly target: string;
}

const WAITING: ReadonlySet<DeliveryStatus> = new Set(["waiting", "retrying"]);

/**
 * Returns a function that finds the open circuit that a recorded delivery waits for. The record itself does not change when
 * a circuit opens or closes. Reads targets only if one of the records waits.
 */
export async function readCircuitWaits(
  { healths, catalogue }: CircuitWaitPorts,
  records: readonly DeliveryRecord[],
): Promise<(record: DeliveryRecord) => CircuitWait | undefined> {
  if (!records.some(({ status }) => WAITING.has(status))) return () => undefined;
  const [{ flows }, circuitOf] = await Promise.all([catalogue.current(), openCircuits(healths)]);
  return ({ status, flow_id, action_id }) => {
    if (!WAITING.has(status)) return undefined;
    const target = flows.get(flow_id)?.webhooks.get(action_id)?.target;
    const circuit = target === undefined ? undefined : circuitOf.get(target);
    return target === undefined || circuit === undefined ? undefined : { target, ...behindCircuit(circuit) };
  };
}

async function openCircuits(healths: HeldBackPorts["healths"]): Promise<Map<string, TargetHealth["circuit"]>> {
  const failing = (await healths?.failing()) ?? [];
  return new Map(failing.map(({ target, health }) => [target, health.circuit]));
}

function behindCircuit({ opened_at, probe_at }: NonNullable<TargetHealth["circuit"]>) {
  return { reason: "target-failing", since: isoTime(opened_at), next_probe_at: isoTime(probe_at) } as const;
}
