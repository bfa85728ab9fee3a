// Reports deliveries that fail for good, and actions that stop. The first failure of an action for a reason is reported at
// once. Later ones are counted, and the count is reported at intervals, so that a target that refuses a million webhooks
// does not write a million lines.

import { actionKeyText } from "#core/delivery/action-stop.ts";
import { describeReason, type Reason } from "#core/delivery/reasons.ts";
import { MINUTE_MS } from "#core/time.ts";
import type { ReportNews } from "../news.ts";
import type { Now } from "../ports.ts";

/** The shortest time between two reports of the same failure, in milliseconds. */
const REPORT_AGAIN_MS = 10 * MINUTE_MS;

/**
 * The largest number of pairs of action and reason in memory. The oldest one is evicted; its next failure is reported as a
 * first one.
 */
const MOST_REMEMBERED = 1_000;

/** A delivery that failed, or that stopped its action. */
interface FailedNews {
  readonly flow_id: string;
  readonly action_id: string;
  readonly delivery_id: string;
  readonly reason: Reason;
  readonly status?: number;
  /** Scheme, host and port. */
  readonly target: string;
}

export class DeliveryNews {
  readonly #report: ReportNews;
  readonly #now: Now;
  readonly #reported = new Map<string, { at: number; since: number }>();

  constructor(report: ReportNews, now: Now) {
    this.#report = report;
    this.#now = now;
  }

  /** Reports a delivery that failed for good and became a dead letter. */
  failed(failed: FailedNews): void {
    const { flow_id, action_id, delivery_id, reason, status, target } = failed;
    const count = this.#count(`${actionKeyText(failed)}:${reason}`);
    if (count === undefined) return;
    const what = count === 1 ? "a delivery" : `${count} more deliveries`;
    this.#report({
      level: "warn",
      text:
        `Flow ${flow_id}, action ${action_id}: ${what} to ${target} failed (${reason}). ${describeReason(reason, status)} ` +
        `See: flowhook deliveries show ${delivery_id}`,
      fields: { news: "delivery-failed", count, flow_id, action_id, delivery_id, reason, target, ...statusOf(status) },
    });
  }

  /** Reports an action that stopped because its target is gone. Its later deliveries are parked. */
  stopped(stopped: Omit<FailedNews, "reason" | "status">): void {
    const { flow_id, action_id, delivery_id, target } = stopped;
    if (this.#count(actionKeyText(stopped)) === undefined) return;
    this.#report({
      level: "warn",
      text:
        `Flow ${flow_id}, action ${action_id} is stopped: ${target} answered that it is gone (HTTP 410). Its deliveries are ` +
        `parked. Change its URL, or run: flowhook stopped-actions resume ${flow_id} ${action_id}`,
      fields: { news: "action-stopped", flow_id, action_id, delivery_id, target },
    });
  }

  /** Returns the number of failures since the last report, including this one; undefined if the next report is not due. */
  #count(key: string): number | undefined {
    const now = this.#now();
    const last = this.#reported.get(key);
    const since = (last?.since ?? 0) + 1;
    if (last && Math.abs(now - last.at) < REPORT_AGAIN_MS) {
      last.since = since;
      return undefined;
    }
    this.#reported.delete(key);
    this.#reported.set(key, { at: now, since: 0 });
    const [oldest] = this.#reported.keys();
    if (this.#reported.size > MOST_REMEMBERED && oldest !== undefined) this.#reported.delete(oldest);
    return since;
  }
}

function statusOf(status: number | undefined): { status?: number } {
  return status === undefined ? {} : { status };
}
