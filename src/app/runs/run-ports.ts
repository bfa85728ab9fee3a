// The ports of runs: their queue, the runs that wait, and the dead letters of events that can't start any. One suite of
// contract tests runs against every adapter (test/contracts).

import type { EventMessage } from "#core/messages/event-message.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import type { Problem } from "#core/problem.ts";
import type { WaitingRun } from "#core/runs/waiting-run.ts";
import type { ClaimPorts } from "../delivery/claimed-attempt.ts";
import type { DispatchQueue } from "../delivery/delivery-ports.ts";
import type { FlowCatalogue } from "../flows/catalogue.ts";
import type { ProfileStore } from "./profile-ports.ts";

/** The queue of runs, each due at its next action. */
export interface StepsQueue {
  /**
   * Hands each run to the flow runner at its `due_at`, however far off; at once if that has passed. Resolves once every run
   * is durable. Sending the same wait (event, flow, action) again is a no-op.
   */
  send(runs: readonly RunMessage[]): Promise<void>;
}

/** The key of a run: an event starts at most one run in each flow. */
export interface RunKey {
  readonly event_id: string;
  readonly flow_id: string;
}

/** Which waiting runs to list. */
export interface WaitingRunQuery {
  readonly flow: string;
  /** Lists only the runs whose next action is this one. */
  readonly action?: string;
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

/** A page of waiting runs. */
export interface WaitingRunPage {
  readonly runs: readonly WaitingRun[];
  /** The cursor of the next page; absent on the last page. */
  readonly next?: string;
}

/** How many runs of a flow wait, by their next action, in the order of the action ids. */
export interface WaitingRunCounts {
  readonly counts: readonly { readonly action_id: string; readonly waits: number }[];
  /** False if there are more than were counted: one query counts a limited number. */
  readonly complete: boolean;
}

/**
 * Runs that wait for their next action, and runs that were cancelled. Listings and counts hold only runs that are not due
 * yet; on AWS only those that were due in more than 15 minutes when they began to wait, because the others are in a queue.
 */
export interface WaitingRuns {
  /**
   * Returns a page of runs without the cancelled ones, in the order of the next action's id and then of the due time. A
   * page may hold fewer than `limit` although more follow: only a page without `next` is the last.
   */
  list(query: WaitingRunQuery): Promise<WaitingRunPage>;
  /** Counts may include a run that was cancelled by its key, until it is due. */
  count(flowId: string): Promise<WaitingRunCounts>;
  /**
   * Cancels a run, wherever it is: the run ends when it wakes, also if its event is sent again. Does not check that the run
   * exists. A run passed as a listing showed it is no longer counted. Resolves once it is durable.
   */
  cancel(run: RunKey | WaitingRun): Promise<void>;
  /** Returns whether a run was cancelled; may miss a cancellation of the last second. */
  isCancelled(key: RunKey): Promise<boolean>;
}

/** An event that could not be processed, with the reason. */
export interface EventDeadLetter {
  /** The message as it arrived, so that it can be moved back once the cause is fixed. */
  readonly message: EventMessage;
  readonly reason: string;
  readonly problems: readonly Problem[];
}

/** An event's dead letter, as a store returns it. */
export interface StoredEventDeadLetter extends EventDeadLetter {
  /** When the letter was written, in milliseconds since 1970. */
  readonly at: number;
}

/** The dead letters of events that could not be parsed. */
export interface EventsDeadLetters {
  send(letter: EventDeadLetter): Promise<void>;
}

/** The ports that start a run. */
export interface StartPorts {
  readonly catalogue: FlowCatalogue;
  readonly dispatchQueue: DispatchQueue;
  readonly stepsQueue: StepsQueue;
  readonly profiles: ProfileStore;
  /** The organization's time zone, an IANA name: used for times in flows if the profile has no zone. */
  readonly organizationZone: string;
}

/** The ports that advance a run: it may have been cancelled, and skipped webhooks are recorded. */
export interface RunPorts extends StartPorts, ClaimPorts {
  readonly waitingRuns: Pick<WaitingRuns, "isCancelled">;
}
