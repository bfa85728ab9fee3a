// A delivery's item: its claim and its record in one, so that one conditional write checks the claim and updates the record.
// Attributes: v, round, attempt, status; during an attempt, owner and lease_until; from the first outcome on, last (the last
// attempt, compressed), created_at, reason, next_attempt_at, the content (delivery-content.ts) and the keys of the indexes;
// ttl.

import type { ClaimRequest, ClaimState } from "#core/delivery/claim.ts";
import { type DeliveryKey, deliveryId } from "#core/delivery/delivery-id.ts";
import {
  type Attempt,
  DELIVERY_RECORD_VERSION,
  DELIVERY_STATUSES,
  type DeliveryRecord,
  type DeliveryStatus,
} from "#core/delivery/record.ts";
import { DAY_SECONDS } from "#core/time.ts";
import {
  bytes,
  type Item,
  number,
  readBytes,
  readNumber,
  readText,
  required,
  text,
} from "../dynamodb/attribute-values.ts";
import { pack, unpack } from "../dynamodb/packing.ts";
import type { DeliveryContent } from "./delivery-content.ts";

/** The time to live of a delivery after its last change, in seconds. */
export const DELIVERY_TTL_SECONDS = 30 * DAY_SECONDS;

/** Returns the expiry of an item that changed at `time` (milliseconds since 1970). DynamoDB expects seconds. */
function expiry(time: number, seconds: number = DELIVERY_TTL_SECONDS): Item {
  return { ttl: number(Math.ceil(time / 1000) + seconds) };
}

/** Returns the expiry of a record's items. A delivery that waits for a person's decision does not expire. */
export function recordExpiry(record: DeliveryRecord, seconds: number = DELIVERY_TTL_SECONDS): Item {
  return record.status === "parked" ? {} : expiry(record.updated_at, seconds);
}

/** Returns the attributes that a claim sets. */
export function claimAttributes(request: ClaimRequest): Item {
  return {
    v: number(DELIVERY_RECORD_VERSION),
    round: number(request.round),
    attempt: number(request.attempt),
    status: text("sending"),
    owner: text(request.owner),
    lease_until: number(request.leaseUntil),
    ...expiry(request.now),
  };
}

/** Attributes of an outcome that a later outcome may lack; recording the later one removes them. */
export const PASSING_ATTRIBUTES: readonly string[] = ["reason", "next_attempt_at", "ttl"];

/** Returns the attributes of an attempt's outcome. */
export function outcomeAttributes(record: DeliveryRecord, attempt: Attempt): Item {
  return {
    status: text(record.status),
    last: packAttempt(attempt),
    created_at: number(record.created_at),
    ...(record.reason === undefined ? {} : { reason: text(record.reason) }),
    ...(record.next_attempt_at === undefined ? {} : { next_attempt_at: number(record.next_attempt_at) }),
    ...recordExpiry(record),
  };
}

/** Returns the part of an item that a claim depends on. */
export function claimState(item: Item): ClaimState {
  const owner = readText(item, "owner");
  const leaseUntil = readNumber(item, "lease_until");
  const last = lastAttempt(item);
  return {
    ...statusAttributes(item),
    ...(owner === undefined ? {} : { owner }),
    ...(leaseUntil === undefined ? {} : { leaseUntil }),
    ...(last === undefined ? {} : { last }),
  };
}

/** Returns the last recorded attempt, or undefined if the item holds only a claim. */
export function lastAttempt(item: Item): Attempt | undefined {
  const packed = readBytes(item, "last");
  return packed === undefined ? undefined : unpackAttempt(packed);
}

/** Returns the record of a delivery from its item, its content and its attempts. */
export function toRecord(
  key: DeliveryKey,
  item: Item,
  content: DeliveryContent,
  attempts: readonly Attempt[],
): DeliveryRecord {
  const last = required(attempts.at(-1), "last");
  const nextAttemptAt = readNumber(item, "next_attempt_at");
  const reason = readText(item, "reason");
  return {
    v: DELIVERY_RECORD_VERSION,
    id: deliveryId(key),
    ...key,
    ...statusAttributes(item),
    created_at: required(readNumber(item, "created_at"), "created_at"),
    updated_at: last.at + last.duration_ms,
    ...(nextAttemptAt === undefined ? {} : { next_attempt_at: nextAttemptAt }),
    ...(reason === undefined ? {} : { reason }),
    attempts,
    ...content,
  };
}

/** Compresses an attempt into an attribute. */
export function packAttempt(attempt: Attempt) {
  return bytes(pack(JSON.stringify(attempt)));
}

/** Returns the attempt that `packAttempt` compressed. */
export function unpackAttempt(packed: Uint8Array): Attempt {
  return JSON.parse(unpack(packed));
}

function statusAttributes(item: Item): { round: number; attempt: number; status: DeliveryStatus } {
  return {
    round: required(readNumber(item, "round"), "round"),
    attempt: required(readNumber(item, "attempt"), "attempt"),
    status: statusOf(item),
  };
}

function statusOf(item: Item): DeliveryStatus {
  const stored = readText(item, "status");
  const status = DELIVERY_STATUSES.find((known) => known === stored);
  return required(status, "status");
}
