// The limits that flows declare for a target: the lowest of each kind among all webhooks to it that are sent.

import { isActive } from "#core/flow/status.ts";
import { strictest, type TargetLimits } from "#core/flow/target-limits.ts";
import type { FlowWebhooks } from "#core/runs/flow-webhooks.ts";

type Flows = ReadonlyMap<string, FlowWebhooks>;

/** Computed once for each version of the flows. */
const found = new WeakMap<Flows, ReadonlyMap<string, TargetLimits>>();

/** Returns the declared limits by target. Targets without limits are missing. */
export function declaredLimits(flows: Flows): ReadonlyMap<string, TargetLimits> {
  const known = found.get(flows);
  if (known !== undefined) return known;
  const limits = new Map<string, TargetLimits>();
  for (const { target, message } of sentWebhooks(flows)) {
    const lowest = strictest([limits.get(target), message.limits ?? undefined]);
    if (lowest !== undefined) limits.set(target, lowest);
  }
  found.set(flows, limits);
  return limits;
}

/** Returns all targets that webhooks are sent to. */
export function targetsOf(flows: Flows): Set<string> {
  return new Set(sentWebhooks(flows).map(({ target }) => target));
}

function sentWebhooks(flows: Flows) {
  return [...flows.values()]
    .filter(({ active }) => active)
    .flatMap(({ webhooks }) => [...webhooks.values()])
    .filter(({ status }) => isActive(status));
}
