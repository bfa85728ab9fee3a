// The targets for operators: every target of a webhook, its health and its limits.

import type { TargetHealth } from "#core/delivery/target-health.ts";
import { type HostLimits, hostOf } from "#core/flow/host-limits.ts";
import { strictest, type TargetLimits } from "#core/flow/target-limits.ts";
import type { WebhookCatalogue } from "../flows/webhook-catalogue.ts";
import { declaredLimits, targetsOf } from "./declared-limits.ts";
import type { TargetHealths } from "./target-ports.ts";

/** The ports of the listing. */
export interface TargetPorts {
  readonly healths: TargetHealths;
  readonly catalogue: WebhookCatalogue;
  /** The limits of hosts from the organization's settings. */
  readonly hostLimits: HostLimits;
  /**
   * Sends the deliveries now that wait for a target whose circuit was closed; absent if they can't be taken out of their
   * queue.
   */
  readonly resumeTarget?: (target: string) => Promise<void>;
}

/** A target. */
export interface ListedTarget {
  readonly target: string;
  /** Absent if the target is healthy. */
  readonly health?: TargetHealth;
  readonly limits?: TargetLimits;
}

/** Returns the targets: failing ones first, then by name. */
export async function listTargets({ healths, catalogue, hostLimits }: TargetPorts): Promise<readonly ListedTarget[]> {
  const [{ flows }, failing] = await Promise.all([catalogue.current(), healths.failing()]);
  const byTarget = new Map(failing.map(({ target, health }) => [target, health]));
  const declared = declaredLimits(flows);
  return [...new Set([...byTarget.keys(), ...targetsOf(flows)])]
    .map((target): ListedTarget => {
      const health = byTarget.get(target);
      const limits = strictest([declared.get(target), hostLimits[hostOf(target)]]);
      return { target, ...(health ? { health } : {}), ...(limits ? { limits } : {}) };
    })
    .sort((a, b) => urgency(b) - urgency(a) || (a.target < b.target ? -1 : 1));
}

/** Marks a target as healthy. Returns the health that it had, if the target was failing. */
export async function closeCircuit(
  { healths, resumeTarget }: Pick<TargetPorts, "healths" | "resumeTarget">,
  target: string,
): Promise<TargetHealth | undefined> {
  const { before } = await healths.change(target, () => undefined);
  if (before !== undefined) await resumeTarget?.(target);
  return before;
}

function urgency({ health }: ListedTarget): number {
  if (health === undefined) return 0;
  return health.circuit === undefined ? 1 : 2;
}
