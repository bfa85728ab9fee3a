// The invariants of requests that arrived at targets.

import { findWebhook } from "#app/delivery/find-webhook.ts";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import { DEFAULT_RETRY_POLICY, mostAttempts } from "#core/delivery/retry-policy.ts";
import { type Arrival, idOf, type Work } from "../history.ts";
import type { SimulatedFlowhook } from "../simulated-flowhook.ts";

/** Every request names its delivery and attempt. */
export function misnamed({ history }: SimulatedFlowhook): string[] {
  return history.arrivals
    .filter(({ id, attempt, message }) => id !== idOf(message) || attempt !== message.attempt)
    .map(({ id, attempt }) => `${id} as attempt ${attempt}`);
}

/** An attempt arrives a second time only if a fault prevented its record. */
export function sentTwice({ history }: SimulatedFlowhook): string[] {
  const steps = Map.groupBy(history.arrivals, ({ message }) => `${idOf(message)} ${message.round}.${message.attempt}`);
  return [...steps].flatMap(([step, arrivals]) => {
    const explained = arrivals.filter(({ work }) => !work.recorded && isExplained(work));
    return arrivals.length - explained.length > 1 ? [`${step} arrived ${arrivals.length} times`] : [];
  });
}

function isExplained(work: Work): boolean {
  return work.hit || work.process.ended || work.overtaken;
}

/**
 * A delivered or discarded delivery is sent again only by force, or by a worker whose claim was taken over. Any message may
 * continue a round that was forced and has not ended.
 */
export function sentAfterSuccess({ history }: SimulatedFlowhook): string[] {
  return history.arrivals
    .filter(({ message, sequence, work }) => {
      const last = history.records.findLast((record) => record.id === idOf(message) && record.sequence < sequence);
      const isForced = history.forcedRounds.has(`${idOf(message)} ${message.round}`);
      const forced = isForced && last !== undefined && message.round > last.round;
      return (last?.status === "delivered" || last?.status === "discarded") && !forced && !work.overtaken;
    })
    .map(({ message }) => `${idOf(message)} ${message.round}.${message.attempt}`);
}

/** A delivery that is recorded as delivered did arrive in that round, and the target answered with 2xx. */
export function neverArrived({ history }: SimulatedFlowhook): string[] {
  const arrived = history.arrivals.filter(({ status = 0 }) => status >= 200 && status <= 299);
  const steps = new Set(arrived.map(({ id, message }) => `${id} ${message.round}`));
  return history.records
    .filter(({ status }) => status === "delivered")
    .map(({ id, round }) => `${id} ${round}`)
    .filter((step) => !steps.has(step));
}

/** A round has no more attempts than its flow's policy allows. */
export function overPolicy({ history, plan }: SimulatedFlowhook): string[] {
  const { flows } = compileCatalogue("1", plan.flows);
  return history.arrivals
    .filter(({ message: { flow_id, action_id, attempt } }) => {
      const policy = flows.get(flow_id)?.webhooks.get(action_id)?.retries.policy ?? DEFAULT_RETRY_POLICY;
      return attempt > mostAttempts(policy);
    })
    .map(({ id, attempt }) => `${id} as attempt ${attempt}`);
}

/** A delivery that needs approval is sent only after an approval. */
export function sentUnapproved({ history, plan }: SimulatedFlowhook): string[] {
  const { flows } = compileCatalogue("1", plan.flows);
  return history.arrivals
    .filter(({ id, message }) => {
      const found = findWebhook(flows, message);
      return found.ok && found.needsApproval && !history.approved.has(id);
    })
    .map(({ id }) => id);
}

/** The attempts of a round carry the body that was first recorded, and the last body is recorded. */
export function changedBodies({ history, ports }: SimulatedFlowhook): string[] {
  const records = new Map(ports.store.records.map((record) => [record.id, record]));
  const rounds = Map.groupBy(history.arrivals, ({ message }) => `${idOf(message)} ${message.round}`);
  return [...rounds].flatMap(([round, arrivals]) => {
    const first = arrivals.filter(({ work }) => work.recorded).sort(byAttempt)[0];
    if (first === undefined) return [];
    const changed = arrivals.some(({ attempt, body }) => attempt > first.attempt && body !== first.body);
    return changed || !isOnRecord(first, records.get(first.id)) ? [round] : [];
  });
}

function byAttempt(a: Arrival, b: Arrival): number {
  return a.attempt - b.attempt;
}

function isOnRecord({ message, body }: Arrival, record: DeliveryRecord | undefined): boolean {
  return record?.round !== message.round || record.request?.body === body;
}
