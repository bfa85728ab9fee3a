// The targets as operators see them: all that webhooks are sent to, how each does, and its limits.

import type { TargetHealth } from "#core/delivery/target-health.ts";
import { type HostLimits, hostOf } from "#core/flow/host-limits.ts";
import { strictest, type TargetLimits } from "#core/flow/target-limits.ts";
import type { WebhookCatalogue } from "../flows/webhook-catalogue.ts";
import { declaredLimits, targetsOf } from "./declared-limits.ts";
import type { TargetHealths } from "./target-ports.ts";

/** What listing needs. */
export interface TargetPorts {
  readonly healths: TargetHealths;
  readonly catalogue: WebhookCatalogue;
  /** The limits of hosts that the organization's settings say. */
  readonly hostLimits: HostLimits;
  /** Sends now what waits for a target whose circuit was closed; absent where that can't be taken out of its queue. */
  readonly resumeTarget?: (target: string) => Promise<void>;
}

/** A target. */
export interface ListedTarget {
  readonly target: string;
  /** Absent: it does well. */
  readonly health?: TargetHealth;
  readonly limits?: TargetLimits;
}

/** The targets: those that fail first, and among equals in the order of their names. */
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

/** Says that a target does well, whatever was seen of it; gives what was known of it, if anything was. */
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
