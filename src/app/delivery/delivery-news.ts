// Log entries about deliveries that fail for good and actions that stop. The first failure of an action for a
// reason is news at once; those that follow are counted, and the count is told at intervals, so that a target that refuses a
// million webhooks does not write a million lines.

import { describeReason, type Reason } from "#core/delivery/reasons.ts";
import type { TellNews } from "../news.ts";
import type { Now } from "../ports.ts";

/** The shortest time between two reports of the same failure, in milliseconds. */
const TELL_AGAIN_MS = 10 * 60_000;

/** Most pairs of action and reason in memory. The oldest one leaves first; its next failure is reported as a first one. */
const MOST_REMEMBERED = 1_000;

/** A delivery that failed, or that stopped its action. */
export interface FailedNews {
  readonly flow_id: string;
  readonly action_id: string;
  readonly delivery_id: string;
  readonly reason: Reason;
  readonly status?: number;
  /** Scheme, host and port. */
  readonly target: string;
}

/** News of deliveries. */
export class DeliveryNews {
  readonly #tell: TellNews;
  readonly #now: Now;
  readonly #told = new Map<string, { at: number; since: number }>();

  constructor(tell: TellNews, now: Now) {
    this.#tell = tell;
    this.#now = now;
  }

  /** A delivery failed for good: it is a dead letter. */
  failed(failed: FailedNews): void {
    const { flow_id, action_id, delivery_id, reason, status, target } = failed;
    const count = this.#count(`${flow_id}:${action_id}:${reason}`);
    if (count === undefined) return;
    const what = count === 1 ? "a delivery" : `${count} more deliveries`;
    this.#tell({
      level: "warn",
      text:
        `Flow ${flow_id}, action ${action_id}: ${what} to ${target} failed (${reason}). ${describeReason(reason, status)} ` +
        `See: flowhook deliveries show ${delivery_id}`,
      fields: { news: "delivery-failed", count, flow_id, action_id, delivery_id, reason, target, ...statusOf(status) },
    });
  }

  /** The target of an action is gone: what follows is parked. */
  stopped({ flow_id, action_id, delivery_id, target }: Omit<FailedNews, "reason" | "status">): void {
    if (this.#count(`${flow_id}:${action_id}`) === undefined) return;
    this.#tell({
      level: "warn",
      text:
        `Flow ${flow_id}, action ${action_id} is stopped: ${target} answered that it is gone (HTTP 410). Its deliveries are ` +
        `parked. Change its URL, or run: flowhook stopped-actions resume ${flow_id} ${action_id}`,
      fields: { news: "action-stopped", flow_id, action_id, delivery_id, target },
    });
  }

  /** How many there were that were not told of, with this one; undefined where it is not time to tell. */
  #count(key: string): number | undefined {
    const now = this.#now();
    const told = this.#told.get(key);
    const since = (told?.since ?? 0) + 1;
    if (told && Math.abs(now - told.at) < TELL_AGAIN_MS) {
      told.since = since;
      return undefined;
    }
    this.#told.delete(key);
    this.#told.set(key, { at: now, since: 0 });
    const [oldest] = this.#told.keys();
    if (this.#told.size > MOST_REMEMBERED && oldest !== undefined) this.#told.delete(oldest);
    return since;
  }
}

function statusOf(status: number | undefined): { status?: number } {
  return status === undefined ? {} : { status };
}
