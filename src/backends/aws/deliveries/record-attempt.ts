// Records an attempt. The delivery's item holds the last attempt; the previous one is first copied to its own item, whose
// content does not depend on the writer. The outcome is then one write, on condition that the writer still holds the claim.
// Until that write succeeds the record is unchanged, and a repeat of it changes nothing.

import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { AttemptRecord } from "#app/delivery/delivery-ports.ts";
import { type DeliveryKey, deliveryId, deliveryKey } from "#core/delivery/delivery-id.ts";
import { type Attempt, addAttempt, type DeliveryRecord } from "#core/delivery/record.ts";
import { bytes, type Item, number, text } from "../dynamodb/attribute-values.ts";
import type { Table } from "../dynamodb/table.ts";
import { readDelivery, type StoredDelivery } from "./deliveries-table.ts";
import { contentText, type PackedContent, packContent } from "./delivery-content.ts";
import { flowAttributes, UNDELIVERED, undeliveredAttributes } from "./delivery-index.ts";
import {
  DELIVERY_TTL_SECONDS,
  lastAttempt,
  outcomeAttributes,
  PASSING_ATTRIBUTES,
  packAttempt,
  recordExpiry,
} from "./delivery-item.ts";
import { attemptItemKey, contentItemKey } from "./delivery-keys.ts";
import { updateDelivery } from "./update-delivery.ts";

/** The time to live of further items. They are written once and must outlive the delivery's item, which each attempt renews. */
const FURTHER_TTL_SECONDS = 2 * DELIVERY_TTL_SECONDS;

/** Adds an attempt to a delivery's record and ends its claim. Throws if another worker has claimed the delivery since. */
export async function recordAttempt(table: Table, made: AttemptRecord): Promise<DeliveryRecord> {
  const { message, attempt } = made;
  const key = deliveryKey(message);
  const first = attempt.round === 1 && attempt.attempt <= 1 && !message.waiting?.recorded;
  const before = first ? undefined : await readDelivery(table, key);
  if (before && sameAttempt(before.record.attempts.at(-1), attempt)) return before.record;

  const record = addAttempt(before?.record, made);
  const content = changedContent(before, record);
  const further = [
    ...earlierItems(key, before, record),
    ...partItems(key, outdatedContent(before, content), record),
    ...partItems(key, content, record),
  ];
  await Promise.all(further.map(putInto(table)));
  await writeOutcome(table, key, { made, record, content, known: before !== undefined });
  return record;
}

interface Outcome {
  readonly made: AttemptRecord;
  readonly record: DeliveryRecord;
  readonly content: PackedContent | undefined;
  /** The indexes hold the delivery already. */
  readonly known: boolean;
}

/** Returns the content to write, or undefined if it is unchanged. A new round or parking renews the time to live of parts. */
function changedContent(before: StoredDelivery | undefined, record: DeliveryRecord): PackedContent | undefined {
  const written = contentText(record);
  if (before?.content !== written) return packContent(written);
  if (record.attempt > 1 && record.status !== "parked") return undefined;
  const content = packContent(written);
  return content.type === "parts" ? content : undefined;
}

/**
 * Returns the content of a parked delivery that is replaced. Its parts did not expire while it was parked, so they are written
 * again with an expiry.
 */
function outdatedContent(before: StoredDelivery | undefined, content: PackedContent | undefined) {
  if (before === undefined || !wasParked(before)) return undefined;
  const outdated = packContent(before.content);
  const same = outdated.type === "parts" && content?.type === "parts" && outdated.digest === content.digest;
  return same ? undefined : outdated;
}

/**
 * Returns the items of earlier attempts to write: the previous one, which the delivery's item held until now, or all of them if
 * their expiry changes because the delivery is parked or no longer parked.
 */
function earlierItems(key: DeliveryKey, before: StoredDelivery | undefined, record: DeliveryRecord): Item[] {
  if (before === undefined) return [];
  const all = record.status === "parked" || wasParked(before);
  return before.record.attempts.slice(all ? 0 : -1).map((attempt) => ({
    ...attemptItemKey(key, attempt),
    packed: packAttempt(attempt),
    ...recordExpiry(record, FURTHER_TTL_SECONDS),
  }));
}

function wasParked({ record }: StoredDelivery): boolean {
  return record.attempts.at(-1)?.outcome === "parked";
}

function partItems(key: DeliveryKey, content: PackedContent | undefined, record: DeliveryRecord): Item[] {
  if (content?.type !== "parts") return [];
  return content.parts.map((part, index) => ({
    ...contentItemKey(key, content.digest, index),
    packed: bytes(part),
    ...recordExpiry(record, FURTHER_TTL_SECONDS),
  }));
}

function putInto({ client, tableName }: Table) {
  return (item: Item) => client.send(new PutItemCommand({ TableName: tableName, Item: item }));
}

async function writeOutcome(table: Table, key: DeliveryKey, outcome: Outcome): Promise<void> {
  const { owner, attempt } = outcome.made;
  const written = await updateDelivery(table, key, {
    ...outcomeUpdate(outcome),
    condition: "#owner = :claimant AND #round = :round AND #attempt = :attempt AND #status = :sending",
    compared: ["round", "attempt"],
    compare: {
      claimant: text(owner),
      round: number(attempt.round),
      attempt: number(attempt.attempt),
      sending: text("sending"),
    },
  });
  // The SDK repeats a write whose response was lost, and the repeat finds the first one's result.
  if (written.ok || (written.found && sameAttempt(lastAttempt(written.found), attempt))) return;
  throw new Error(`Another worker holds the claim on ${deliveryId(key)}`);
}

function outcomeUpdate({ made, record, content, known }: Outcome): { set: Item; remove: string[] } {
  const set = {
    ...outcomeAttributes(record, made.attempt),
    ...(known ? {} : flowAttributes(record)),
    ...(record.status === "delivered" ? {} : undeliveredAttributes(record)),
    ...contentAttributes(content),
  };
  const ends = ["owner", "lease_until", ...PASSING_ATTRIBUTES, UNDELIVERED.partition, UNDELIVERED.sort];
  const replaced = content === undefined ? [] : ["content", "content_digest", "content_parts"];
  return { set, remove: [...ends, ...replaced].filter((name) => !(name in set)) };
}

function contentAttributes(content: PackedContent | undefined): Item {
  if (content === undefined) return {};
  if (content.type === "inline") return { content: bytes(content.packed) };
  return { content_digest: text(content.digest), content_parts: number(content.parts.length) };
}

function sameAttempt(one: Attempt | undefined, other: Attempt): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
