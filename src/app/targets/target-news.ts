// Reports changes of a target to operators: its circuit opened, a probe failed, or the target recovered.

import type { TargetHealth } from "#core/delivery/target-health.ts";
import { isoTime } from "#core/time.ts";
import type { News } from "../news.ts";
import type { HealthChange } from "./target-ports.ts";

/** A change of a target. */
export interface TargetNews {
  readonly target: string;
  readonly type: "opened" | "probe-failed" | "closed";
  /** The health while the circuit was open. */
  readonly health: TargetHealth;
}

/** Returns the news of a change; undefined if the change is not reported. */
export function newsOf(target: string, { before, after }: HealthChange): TargetNews | undefined {
  const was = before?.circuit;
  const is = after?.circuit;
  if (before && was && !is) return { target, type: "closed", health: before };
  if (after && is && !was) return { target, type: "opened", health: after };
  if (after && is && was && is.probes > was.probes) return { target, type: "probe-failed", health: after };
  return undefined;
}

/** Returns the log entry of the news. */
export function targetNews(news: TargetNews): News {
  const { target, type, health } = news;
  const level = type === "closed" ? "info" : "warn";
  return {
    level,
    text: describe(news),
    fields: { news: `circuit-${type}`, target, reason: health.reason, failures: health.failures },
  };
}

function describe({ target, type, health }: TargetNews): string {
  const { circuit, failures, reason } = health;
  const probeAt = circuit === undefined ? "" : isoTime(circuit.probe_at);
  switch (type) {
    case "opened":
      return `${target} fails (${reason}, ${failures} times in a row): its deliveries wait; a probe is sent at ${probeAt}.`;
    case "probe-failed":
      return `${target} still fails (${reason}): its deliveries wait; the next probe is sent at ${probeAt}.`;
    case "closed":
      return `${target} is back: its deliveries continue.`;
  }
}
