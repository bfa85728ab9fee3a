// The ports of deliveries: their queues, their records, and the dead letters of those that failed. One suite of contract
// tests runs against every adapter (test/contracts). Every message may be sent, and every record written, twice with the same
// effect.

import type { Claim, ClaimRequest } from "#core/delivery/claim.ts";
import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import type { DeliveryRecord, MadeAttempt } from "#core/delivery/record.ts";
import type { DeliverySelection } from "#core/delivery/selection.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";

/** A delivery to make, and its target, by which queues keep slow targets from delaying others. */
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
 * Deliveries for the dispatcher to make at a given time. Separate from DispatchQueue, because only the dispatcher and
 * operators postpone deliveries: the matcher and the flow runner may not write to the queue of retries.
 */
export interface DelayedDispatches {
  /** Sends a delivery to be made at `dueAt` (milliseconds since 1970), however far off. Resolves once it is durable. */
  sendLater(delivery: Dispatch, dueAt: number): Promise<void>;
}

/** A delivery that failed for good, as its dead letter shows it. */
export interface FailedDelivery {
  /** The first attempt of the next round: sent to the dispatch queue unchanged, it is delivered again. */
  readonly message: DeliveryMessage;
  readonly target: string;
  readonly reason: string;
  /** The HTTP status of the last answer; absent if the target never answered. */
  readonly status?: number;
  /** The number of attempts in all rounds. */
  readonly attempts: number;
  readonly first_attempt_at: number;
  readonly last_attempt_at: number;
}

/** The dead letters of deliveries that failed. */
export interface FailedDeliveries {
  send(delivery: FailedDelivery): Promise<void>;
}

/** An attempt, recorded by the owner of its claim. */
export interface AttemptRecord extends MadeAttempt {
  /** The owner that claimed the attempt. The store refuses a record by another owner. */
  readonly owner: string;
}

/** Which deliveries to list, newest first. */
export interface DeliveryQuery extends DeliverySelection {
  readonly limit: number;
  /** `next` of the page before. */
  readonly cursor?: string;
}

/** A page of deliveries. */
export interface DeliveryPage {
  readonly deliveries: readonly DeliveryRecord[];
  /** The cursor of the next page; absent on the last page. */
  readonly next?: string;
}

/** The records of deliveries, and the claims on their attempts. */
export interface DeliveryStore {
  /** Claims one attempt, atomically, by the rule of `judgeClaim`. */
  claim(key: DeliveryKey, request: ClaimRequest): Promise<Claim>;
  /** Adds an attempt to a delivery's record and ends its claim. Resolves once it is durable. */
  record(record: AttemptRecord): Promise<DeliveryRecord>;
  get(key: DeliveryKey): Promise<DeliveryRecord | undefined>;
  list(query: DeliveryQuery): Promise<DeliveryPage>;
}
