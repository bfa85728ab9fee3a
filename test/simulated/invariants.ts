// What must hold of every simulated world once it is at rest. Each tells what breaks it, in words that name the delivery.

import { compileCatalogue } from "#app/flows/catalogue.ts";
import { outcomeOf } from "#app/runs/outcome.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { ClaimLost } from "#backends/memory/memory-delivery-store.ts";
import { attemptsMade } from "#core/delivery/attempts-made.ts";
import type { Attempt, DeliveryRecord } from "#core/delivery/record.ts";
import { DEFAULT_RETRY_POLICY } from "#core/delivery/retry-policy.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import { runStart } from "#core/profiles/facts.ts";
import { NO_HISTORY } from "#core/profiles/history.ts";
import { entryPosition, stepRun } from "#core/runs/step-run.ts";
import { type Arrival, idOf, type Work } from "./history.ts";
import type { SimulatedFlowhook } from "./simulated-flowhook.ts";
import { SimulatedFault } from "./world.ts";

const MOST_ATTEMPTS = DEFAULT_RETRY_POLICY.windowsMs.length + 1;

/** The deliveries that the accepted events must lead to, by id; an edit of the flows changes none of them. */
function expectedIds({ plan, history }: SimulatedFlowhook): Set<string> {
  const catalogue = compileCatalogue("1", plan.flows);
  const dispatches = history.accepted.flatMap((message) => {
    const parsed = parseEvent(message, sha256Hex);
    if (!parsed.ok) return [];
    return catalogue.index.match(parsed.event, parsed.event.received_at).flatMap((flow) => {
      const position = entryPosition(flow, runStart(parsed.event));
      const step = stepRun(flow, position, { history: NO_HISTORY, organizationZone: "UTC" });
      return outcomeOf(flow, position, step).dispatches;
    });
  });
  return new Set(dispatches.map(({ message }) => idOf(message)));
}

/** Every accepted event's deliveries are recorded, and ended; those of no event are not. */
export function unaccounted(flowhook: SimulatedFlowhook): string[] {
  const expected = expectedIds(flowhook);
  const records = new Map(flowhook.ports.store.records.map((record) => [record.id, record]));
  const ended = (id: string) => ["delivered", "failed"].includes(records.get(id)?.status ?? "");
  return [
    ...[...expected].filter((id) => !ended(id)).map((id) => `${id} is ${records.get(id)?.status ?? "nowhere"}`),
    ...[...records.keys()].filter((id) => !expected.has(id)).map((id) => `${id} comes of no event`),
  ];
}

/** Every accepted event that can't be understood lies in the dead letters, and no other. */
export function misplacedEvents({ history, ports }: SimulatedFlowhook): string[] {
  const letters = new Set(ports.eventLetters.map(({ message }) => message.request_id));
  return history.accepted
    .filter((message) => parseEvent(message, sha256Hex).ok === letters.has(message.request_id))
    .map(({ request_id }) => request_id);
}

/** No error but the world's own, nor a claim lost by one that held it no longer than its lease. */
export function unexplainedErrors({ history }: SimulatedFlowhook): string[] {
  return history.errors
    .filter(({ error, work }) => !(error instanceof SimulatedFault) && !(error instanceof ClaimLost && isTooLate(work)))
    .map(({ error }) => String(error));
}

/** Whether a work took longer than its claim held. */
function isTooLate({ endedAt, leaseUntil }: Work): boolean {
  return endedAt >= leaseUntil;
}

/**
 * Rounds follow each other, and so do the attempts of each, at most eighteen and none before it was due. That the first
 * attempt of a round waits may be noted before it, once.
 */
export function disorderedAttempts({ ports }: SimulatedFlowhook): string[] {
  return ports.store.records.flatMap(({ id, attempts }) => {
    const wrong = attempts.find((attempt, index) => !follows(attempts[index - 1], attempt));
    return wrong ? [`${id} has attempt ${wrong.round}.${wrong.attempt} in the wrong place`] : [];
  });
}

function follows(before: Attempt | undefined, attempt: Attempt): boolean {
  if (attempt.attempt > MOST_ATTEMPTS) return false;
  const first = attempt.outcome === "waiting" ? 0 : 1;
  if (attempt.round > (before?.round ?? 0)) {
    return attempt.round === (before?.round ?? 0) + 1 && attempt.attempt === first;
  }
  if (before === undefined || attempt.round !== before.round || first === 0) return false;
  return followsInRound(before, attempt);
}

function followsInRound(before: Attempt, { attempt, at }: Attempt): boolean {
  const due = before.next_attempt_at ?? Number.POSITIVE_INFINITY;
  // What a note of waiting says may be overtaken: another copy of the message may have been let pass.
  if (before.outcome === "waiting") return attempt === 1;
  return attempt === before.attempt + 1 && before.outcome === "retrying" && at >= due;
}

/** What failed lies in the dead letters as its next round, to be rendered anew, with its reason and its attempts; what did not, does not. */
export function wrongLetters({ ports }: SimulatedFlowhook): string[] {
  return ports.store.records.flatMap((record) => {
    const letters = ports.failed.filter(({ message }) => idOf(message) === record.id);
    const last = letters.findLast(({ message }) => message.round === record.round + 1);
    const fresh = last && !last.message.forced && last.message.body === undefined;
    const told =
      last && `${fresh ? last.message.attempt : "stale"} ${last.reason} ${last.attempts} ${last.first_attempt_at}`;
    const made = attemptsMade(record.attempts);
    const meant = `1 ${record.reason} ${made.length} ${made[0]?.at}`;
    return told === (record.status === "failed" ? meant : undefined) ? [] : [`${record.id}: ${told}, not ${meant}`];
  });
}

/** Every webhook says which delivery and attempt it is. */
export function misnamed({ history }: SimulatedFlowhook): string[] {
  return history.arrivals
    .filter(({ id, attempt, message }) => id !== idOf(message) || attempt !== message.attempt)
    .map(({ id, attempt }) => `${id} as attempt ${attempt}`);
}

/** Of one attempt a second webhook arrives only where a fault kept the first one from being recorded. */
export function sentTwice({ history }: SimulatedFlowhook): string[] {
  const steps = Map.groupBy(history.arrivals, ({ message }) => `${idOf(message)} ${message.round}.${message.attempt}`);
  return [...steps].flatMap(([step, arrivals]) => {
    const explained = arrivals.filter(({ work }) => !work.recorded && isExplained(work));
    return arrivals.length - explained.length > 1 ? [`${step} arrived ${arrivals.length} times`] : [];
  });
}

function isExplained(work: Work): boolean {
  return work.hit || work.process.ended || isTooLate(work);
}

/** What was delivered is sent again only by force, or by one whose claim has run out without its noticing. */
export function sentAfterSuccess({ history }: SimulatedFlowhook): string[] {
  return history.arrivals
    .filter(({ message, sequence, at, work }) => {
      const last = history.records.findLast((record) => record.id === idOf(message) && record.sequence < sequence);
      const forced = message.forced === true && last !== undefined && message.round > last.round;
      return last?.status === "delivered" && !forced && at < work.leaseUntil;
    })
    .map(({ message }) => `${idOf(message)} ${message.round}.${message.attempt}`);
}

/** The attempts of a round carry the body of the first one that was recorded with one; the last body is on record. */
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
