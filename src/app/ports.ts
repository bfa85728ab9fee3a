// What the use cases need from the world. Each port is declared here, by its user, and has one suite of tests that
// every backend passes (test/contracts/). Everything sent or stored may be sent or stored twice with the same effect.

import type { Claim, ClaimRequest } from "#core/delivery/claim.ts";
import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import type { TargetAnswer } from "#core/delivery/outcome.ts";
import type { DeliveryRecord, MadeAttempt } from "#core/delivery/record.ts";
import type { DeliverySelection } from "#core/delivery/selection.ts";
import type { SigningSecret } from "#core/delivery/signature.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import type { Problem } from "#core/problem.ts";
import type { HistoryEvent } from "#core/profiles/history.ts";
import type { HistorySpan } from "#core/profiles/history-span.ts";
import type { WaitingRun } from "#core/runs/waiting-run.ts";
import type { SecretHosts } from "#core/target/secret-hosts.ts";

/** The time, in milliseconds since 1970. */
export type Now = () => number;

/** A number in [0, 1), drawn anew at each call. */
export type Random = () => number;

/** Where ingest leaves events for the matcher. */
export interface EventsQueue {
  /** Resolves when the event can no longer be lost. */
  send(message: EventMessage): Promise<void>;
}

/** A delivery to be made, and the host it goes to, by which queues keep slow targets from delaying others. */
export interface Dispatch {
  readonly message: DeliveryMessage;
  readonly target: string;
}

/** Deliveries for the dispatcher to make now. */
export interface DispatchQueue {
  /** Resolves once every delivery is durable. */
  send(deliveries: readonly Dispatch[]): Promise<void>;
}

/**
 * Deliveries for the dispatcher to make at a given time. A port of its own, because only the dispatcher and operators
 * postpone deliveries: the matcher and the flow runner may not write to the queue of retries.
 */
export interface DelayedDispatches {
  /** Sends a delivery to be made at `dueAt` (milliseconds since 1970), however far off. Resolves once it is durable. */
  sendLater(delivery: Dispatch, dueAt: number): Promise<void>;
}

/** The way of a run to its next action. */
export interface StepsQueue {
  /**
   * Hands each run to the flow runner when its `due_at` has come, however far off; one that is due already, at once.
   * Resolves when none of them can be lost any more. A repeat of the same wait (event, flow, action) is the same wait.
   */
  send(runs: readonly RunMessage[]): Promise<void>;
}

/** What a run is known by: an event starts at most one in each flow. */
export interface RunKey {
  readonly event_id: string;
  readonly flow_id: string;
}

/** Which runs that wait to list. */
export interface WaitingRunQuery {
  readonly flow: string;
  /** Those alone that wait to take this action. */
  readonly action?: string;
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

/** A page of runs that wait. */
export interface WaitingRunPage {
  readonly runs: readonly WaitingRun[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

/** How many runs of a flow wait, for each action that they are to take, in the order of its id. */
export interface WaitingRunCounts {
  readonly counts: readonly { readonly action_id: string; readonly waits: number }[];
  /** False: there are more than were counted, since a question looks at so many at most. */
  readonly complete: boolean;
}

/**
 * Runs that wait for their next action, and those that were cancelled. Only what is still to come is listed and counted,
 * and on AWS only what was due in more than 15 minutes when it began to wait: the rest lies in a queue.
 */
export interface WaitingRuns {
  /**
   * A page of runs in the order of the actions that they are to take, by their ids, those of one action soonest first;
   * without those that were cancelled. It may hold fewer than `limit` though more follow: only one without `next` is the
   * last.
   */
  list(query: WaitingRunQuery): Promise<WaitingRunPage>;
  /** What was cancelled by its key alone may be counted until its time has come. */
  count(flowId: string): Promise<WaitingRunCounts>;
  /**
   * Cancels a run, wherever it is: it ends when it wakes, also if its event comes once more. Nobody looks whether there is
   * such a run. One that is given as a listing showed it is counted no more. Resolves when it is durable.
   */
  cancel(run: RunKey | WaitingRun): Promise<void>;
  /** Whether a run was cancelled; what was cancelled within the last second may be missed. */
  isCancelled(key: RunKey): Promise<boolean>;
}

/** What happened to a profile, to be remembered under each of its identifiers. */
export interface HistoryRecord {
  /** All that names the profile: "email:ada@example.com" (core/event/profile.ts). */
  readonly identifiers: readonly string[];
  readonly event: HistoryEvent;
  /**
   * A copy of the event may tell another time: it has an id of its sender's, but its time is that of its receipt. Then
   * the copy that was remembered first stays, whatever its time.
   */
  readonly timeless?: boolean;
  /** When it may be forgotten, in milliseconds since 1970; absent: never. */
  readonly expiresAt?: number;
}

/** Which part of a profile's history is read. */
export interface HistoryQuery {
  readonly identifiers: readonly string[];
  /** Read under each identifier, each from its end back, until it wants no more. */
  readonly spans: readonly HistorySpan[];
  /** Only what was received by then. */
  readonly receivedBy: number;
}

/** A profile's entry into a flow. */
export interface FlowEntry {
  readonly flow_id: string;
  readonly identifiers: readonly string[];
  readonly event_id: string;
  /** When the run started, in milliseconds since 1970. */
  readonly entered_at: number;
  /** Refused if under one of the identifiers another event entered after this time; -Infinity: if one ever did. */
  readonly notAfter: number;
  /** When the entry may be forgotten, in milliseconds since 1970; absent: never. */
  readonly expiresAt?: number;
}

/** What re-entry and profile filters need to remember of profiles. */
export interface ProfileStore {
  /** Remembers what happened. Done twice, it counts once. Resolves when it is durable and every later reading sees it. */
  record(records: readonly HistoryRecord[]): Promise<void>;
  /**
   * The events under these identifiers that were read: each once, in the order of (time, event_id). Of each span and
   * identifier these are the latest, as many as the span wants; only those received by `receivedBy` are shown to it.
   */
  history(query: HistoryQuery): Promise<readonly HistoryEvent[]>;
  /**
   * Enters a flow, atomically for all identifiers: true when the run may start, also when the same event asks again;
   * false when another entry forbids it, and then nothing is written. Resolves when it is durable.
   */
  enter(entry: FlowEntry): Promise<boolean>;
  /**
   * When one of the identifiers last entered the flow by another event than this one, no later than `by`; undefined: never.
   * Of each identifier and flow the last entry and the one before it are remembered.
   */
  lastEntry(
    flowId: string,
    identifiers: readonly string[],
    exceptEventId: string,
    by: number,
  ): Promise<number | undefined>;
}

/** A delivery that failed for good, as the dead letters show it. */
export interface FailedDelivery {
  /** The next round's first attempt: sent to the dispatch queue as it is, it is delivered again. */
  readonly message: DeliveryMessage;
  readonly target: string;
  readonly reason: string;
  /** The HTTP status of the last answer, where there was one. */
  readonly status?: number;
  /** How many attempts were made, all rounds together. */
  readonly attempts: number;
  readonly first_attempt_at: number;
  readonly last_attempt_at: number;
}

/** Dead letters of targets: deliveries that failed. */
export interface FailedDeliveries {
  send(delivery: FailedDelivery): Promise<void>;
}

/** An event that could not be processed, with the reason. */
export interface EventDeadLetter {
  /** The message as it came, so that it can be moved back once what was wrong is mended. */
  readonly message: EventMessage;
  readonly reason: string;
  readonly problems: readonly Problem[];
}

/** An event's dead letter where it can be read again. */
export interface StoredEventDeadLetter extends EventDeadLetter {
  /** When it became one, in milliseconds since 1970. */
  readonly at: number;
}

/** Dead letters of the pipeline: events that could not be understood. */
export interface EventsDeadLetters {
  send(letter: EventDeadLetter): Promise<void>;
}

/** An attempt that was made, by the owner of its claim. */
export interface AttemptRecord extends MadeAttempt {
  /** The owner that claimed the attempt; a record by another is refused. */
  readonly owner: string;
}

/** Which deliveries to list; newest first. */
export interface DeliveryQuery extends DeliverySelection {
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

/** A page of deliveries. */
export interface DeliveryPage {
  readonly deliveries: readonly DeliveryRecord[];
  /** Where the next page begins; absent on the last. */
  readonly next?: string;
}

/** What is remembered of deliveries, and who may make the next attempt. */
export interface DeliveryStore {
  /** Claims one attempt, atomically, by the rule of `judgeClaim`. */
  claim(key: DeliveryKey, request: ClaimRequest): Promise<Claim>;
  /** Adds an attempt to a delivery's record and ends its claim. Resolves when it is durable. */
  record(record: AttemptRecord): Promise<DeliveryRecord>;
  get(key: DeliveryKey): Promise<DeliveryRecord | undefined>;
  list(query: DeliveryQuery): Promise<DeliveryPage>;
}

/** All flows as they are now. */
export interface FlowSnapshot<Stored = Flow> {
  /** Changes whenever any flow does. */
  readonly version: string;
  readonly flows: readonly Stored[];
}

/** What leads from one version of the flows to a later one. */
export interface FlowChanges<Stored = Flow> extends FlowSnapshot<Stored> {
  /** The version that the reader has. `flows` are those alone that were added or changed after it. */
  readonly after: string;
  /** The ids of flows that are gone. */
  readonly gone: readonly string[];
}

/** Where flows are read from: whole, or as much of them as a reader needs. */
export interface FlowStore<Stored = Flow> {
  /** The version of the flows now: one small read. */
  version(): Promise<string>;
  /**
   * All flows, or only what changed after a version that the reader has. A store that does not know what changed, or for
   * which too much did, answers with all flows.
   */
  load(after?: string): Promise<FlowSnapshot<Stored> | FlowChanges<Stored>>;
}

/** Where a deployment puts its flows. */
export interface FlowPublication extends FlowStore {
  /** Makes these the flows: writes each, disables what is missing, and only then changes the version. */
  replace(flows: readonly Flow[], now: number): Promise<FlowSnapshot>;
}

/** Why there is no secret of a name: a mistake of whoever configures Flowhook, which they may mend at any time. */
export interface SecretFault {
  readonly ok: false;
  readonly reason: "secret-missing" | "secret-invalid";
  /** What is wrong with which secret, without showing it. */
  readonly detail: string;
}

/** A secret that templates name, and where it may be sent. */
export interface TargetSecret {
  readonly ok: true;
  readonly value: string;
  readonly hosts: SecretHosts;
  /** Its owner allows answers to requests that carry it to be shown. Without that they are withheld. */
  readonly showAnswers?: boolean;
}

/** What webhooks are signed with. */
export interface SigningSecrets {
  readonly ok: true;
  /** The current one first; more than one during a rotation. The same objects at each call for the same secrets. */
  readonly secrets: readonly SigningSecret[];
}

/**
 * The secrets that templates name, and those that webhooks are signed with. They may be kept in memory for a few minutes;
 * `since` (milliseconds since 1970) asks for them as they were then or later. Rejects only when they can't be had at all.
 */
export interface Secrets {
  /** `{{ secrets.name }}`. */
  get(name: string, since?: number): Promise<TargetSecret | SecretFault>;
  /** The signing secrets of a name that a flow gives; without one, those of all flows that give none. */
  signing(name?: string, since?: number): Promise<SigningSecrets | SecretFault>;
}

/** A webhook, ready to be sent. */
export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /**
   * Secrets, and what was rendered from them. If there are any, the body of the answer is withheld: the target may repeat them
   * in an encoding that no list has.
   */
  readonly hidden?: readonly string[];
  /** The owner of each of these secrets allows the answer to be shown, with the secrets hidden in the encodings that are known. */
  readonly showAnswer?: boolean;
}

/** The way out: POSTs a webhook, to addresses that may be dialled only, and tells what came of it. */
export interface WebhookTarget {
  post(request: WebhookRequest): Promise<TargetAnswer>;
}
