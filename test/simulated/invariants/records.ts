// The invariants of records and dead letters.

import type { Dispatch } from "#app/delivery/delivery-ports.ts";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import { outcomeOf } from "#app/runs/outcome.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { ClaimLost } from "#backends/memory/memory-delivery-store.ts";
import { type Attempt, attemptsMade, type DeliveryRecord } from "#core/delivery/record.ts";
import { DEFAULT_RETRY_POLICY, DEFAULT_RETRY_RULES, spanMs } from "#core/delivery/retry-policy.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import { runStart } from "#core/profiles/facts.ts";
import { NO_HISTORY } from "#core/profiles/history.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import { entryPosition, type RunPosition, stepRun } from "#core/runs/step-run.ts";
import { idOf } from "../history.ts";
import type { SimulatedFlowhook } from "../simulated-flowhook.ts";
import { SimulatedFault } from "../world.ts";

const MOST_ATTEMPTS = DEFAULT_RETRY_POLICY.windowsMs.length + 1;

/** The ids of the deliveries that the accepted events lead to. An edit of the flows does not change them. */
function expectedIds({ plan, history }: SimulatedFlowhook): Set<string> {
  const catalogue = compileCatalogue("1", plan.flows);
  const dispatches = history.accepted.flatMap((message) => {
    const parsed = parseEvent(message, sha256Hex);
    if (!parsed.ok) return [];
    return catalogue.index.match(parsed.event, parsed.event.received_at).flatMap((flow) => {
      return dispatchesOf(flow, entryPosition(flow, runStart(parsed.event)));
    });
  });
  return new Set(dispatches.map(({ message }) => idOf(message)));
}

/** Returns all deliveries that a run sends from here on, past its waits, unless it is cancelled. */
function dispatchesOf(flow: RunnableFlow, position: RunPosition): readonly Dispatch[] {
  const step = stepRun(flow, position, { history: NO_HISTORY, organizationZone: "UTC" });
  const { dispatches, waits } = outcomeOf(flow, position, step);
  return [...dispatches, ...waits.flatMap((wait) => dispatchesOf(flow, wait))];
}

/** The final statuses of a delivery. */
const ENDS: ReadonlySet<string> = new Set(["delivered", "failed", "parked", "discarded"]);

/**
 * Every delivery of an accepted event is recorded and has ended as delivered, failed or parked, or by a person's decision;
 * no other delivery is recorded.
 */
export function unaccounted(flowhook: SimulatedFlowhook): string[] {
  const expected = expectedIds(flowhook);
  const records = new Map(flowhook.ports.store.records.map((record) => [record.id, record]));
  const ended = (id: string) => hasEnded(records.get(id));
  return [
    ...[...expected].filter((id) => !ended(id)).map((id) => `${id} is ${records.get(id)?.status ?? "nowhere"}`),
    ...[...records.keys()].filter((id) => !expected.has(id)).map((id) => `${id} belongs to no event`),
  ];
}

/** A decision that was begun and never recorded leaves the delivery open for another one. */
function hasEnded(record: DeliveryRecord | undefined): boolean {
  const undecided = record?.status === "sending" && record.attempts.at(-1)?.outcome === "parked";
  return undecided || ENDS.has(record?.status ?? "");
}

/** Every accepted event that can't be parsed is in the dead letters, and no other event is. */
export function misplacedEvents({ history, ports }: SimulatedFlowhook): string[] {
  const letters = new Set(ports.eventLetters.map(({ message }) => message.request_id));
  return history.accepted
    .filter((message) => parseEvent(message, sha256Hex).ok === letters.has(message.request_id))
    .map(({ request_id }) => request_id);
}

/**
 * Every error is one of the world's, or the loss of a claim whose lease had ended by the clock of the worker that took it
 * over.
 */
export function unexplainedErrors({ history }: SimulatedFlowhook): string[] {
  return history.errors
    .filter(({ error, work }) => !(error instanceof SimulatedFault) && !(error instanceof ClaimLost && work.overtaken))
    .map(({ error }) => String(error));
}

/**
 * Rounds follow each other, and so do the attempts of each round: at most eighteen, and no attempt before it was due,
 * within the error of the clocks. A wait of a round's first attempt may be recorded before it, once.
 */
export function disorderedAttempts({ ports, world }: SimulatedFlowhook): string[] {
  return ports.store.records.flatMap(({ id, attempts }) => {
    const wrong = attempts.find((attempt, index) => !follows(attempts[index - 1], attempt, world.clockErrorMs));
    return wrong ? [`${id} has attempt ${wrong.round}.${wrong.attempt} in the wrong place`] : [];
  });
}

function follows(before: Attempt | undefined, attempt: Attempt, clockErrorMs: number): boolean {
  if (attempt.attempt > MOST_ATTEMPTS) return false;
  const first = attempt.outcome === "waiting" ? 0 : 1;
  if (attempt.round > (before?.round ?? 0)) {
    return attempt.round === (before?.round ?? 0) + 1 && attempt.attempt === first;
  }
  if (before === undefined || attempt.round !== before.round || first === 0) return false;
  return followsInRound(before, { ...attempt, at: attempt.at + clockErrorMs });
}

function followsInRound(before: Attempt, { attempt, at }: Attempt): boolean {
  const due = before.next_attempt_at ?? Number.POSITIVE_INFINITY;
  // The due time of a recorded wait may be outdated: another copy of the message may have passed the gate.
  if (before.outcome === "waiting") return attempt === 1;
  return attempt === before.attempt + 1 && before.outcome === "retrying" && at >= due;
}

/**
 * A failed delivery is in the dead letters as its next round, to be rendered again, with its reason and its attempts; no
 * other delivery is.
 */
export function wrongLetters({ ports }: SimulatedFlowhook): string[] {
  return ports.store.records.flatMap((record) => {
    const letters = ports.failed.filter(({ message }) => idOf(message) === record.id);
    const last = letters.findLast(({ message }) => message.round === record.round + 1);
    const fresh = last && !last.message.forced && last.message.body === undefined;
    const reason =
      last && `${fresh ? last.message.attempt : "stale"} ${last.reason} ${last.attempts} ${last.first_attempt_at}`;
    const made = attemptsMade(record.attempts);
    const meant = `1 ${record.reason} ${made.length} ${made[0]?.at}`;
    return reason === (record.status === "failed" ? meant : undefined) ? [] : [`${record.id}: ${reason}, not ${meant}`];
  });
}

/** No attempt waits longer than its policy allows, or than an hour if that is longer, even if the target asks for more. */
export function waitsTooLong({ ports, plan, world }: SimulatedFlowhook): string[] {
  const { flows } = compileCatalogue("1", plan.flows);
  return ports.store.records.flatMap(({ id, flow_id, action_id, attempts }) => {
    const rules = flows.get(flow_id)?.webhooks.get(action_id)?.retries ?? DEFAULT_RETRY_RULES;
    const most = Math.max(rules.longestRetryAfterMs, spanMs(rules.policy)) + world.clockErrorMs;
    const long = attempts.filter(({ outcome }) => outcome === "retrying").find((attempt) => waitOf(attempt) > most);
    return long ? [`${id} ${long.round}.${long.attempt} waits for ${waitOf(long)} ms`] : [];
  });
}

function waitOf({ at, duration_ms, next_attempt_at = at }: Attempt): number {
  return next_attempt_at - (at + duration_ms);
}
