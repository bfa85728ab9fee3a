// What the view of a delivery that waits tells beside its record: that its target fails, since when, and when the next probe
// is sent. The record itself does not change while the target's circuit opens and closes.

import type { WebhookCatalogue } from "#app/flows/webhook-catalogue.ts";
import type { TargetHealths } from "#app/targets/target-ports.ts";
import type { DeliveryRecord, DeliveryStatus } from "#core/delivery/record.ts";
import { isoTime } from "#core/time.ts";

/** What telling needs. */
export interface TargetWaitPorts {
  readonly healths: Pick<TargetHealths, "failing">;
  readonly catalogue: WebhookCatalogue;
}

/** That a delivery waits until its target is back. */
export interface TargetWait {
  readonly target: string;
  readonly reason: "target-failing";
  readonly since: string;
  readonly next_probe_at: string;
}

const WAITING: ReadonlySet<DeliveryStatus> = new Set(["waiting", "retrying"]);

/** Tells of each record whether it waits for its target; reads what is known of targets only where one might. */
export async function targetWaits(
  { healths, catalogue }: TargetWaitPorts,
  records: readonly DeliveryRecord[],
): Promise<(record: DeliveryRecord) => TargetWait | undefined> {
  if (!records.some(({ status }) => WAITING.has(status))) return () => undefined;
  const [{ flows }, failing] = await Promise.all([catalogue.current(), healths.failing()]);
  const circuits = new Map(failing.map(({ target, health }) => [target, health.circuit]));
  return ({ status, flow_id, action_id }) => {
    const target = flows.get(flow_id)?.webhooks.get(action_id)?.target;
    const circuit = target === undefined || !WAITING.has(status) ? undefined : circuits.get(target);
    if (target === undefined || circuit === undefined) return undefined;
    return {
      target,
      reason: "target-failing",
      since: isoTime(circuit.opened_at),
      next_probe_at: isoTime(circuit.probe_at),
    };
  };
}
