// Reads a delivery from the deliveries table.

import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import type { Attempt, DeliveryRecord } from "#core/delivery/record.ts";
import { type Item, readBytes, readNumber, readText, required, text } from "../dynamodb/attribute-values.ts";
import { queryAll, type Table } from "../dynamodb/table.ts";
import { parseContent, unpackContent } from "./delivery-content.ts";
import { lastAttempt, toRecord, unpackAttempt } from "./delivery-item.ts";
import { contentItemKey, deliveryItemsRange, isAttemptItem } from "./delivery-keys.ts";

/** The deliveries table, and the flows that a listing covers. */
export interface ListedDeliveries extends Table {
  /** Returns all flows that may have deliveries: a listing of all flows queries the index for each. */
  readonly flowIds: () => Promise<readonly string[]>;
}

/** A delivery as it is stored. */
export interface StoredDelivery {
  readonly record: DeliveryRecord;
  /** The text of its content, with which the next attempt compares its own. */
  readonly content: string;
}

/** Reads a delivery with all its attempts. Returns undefined if no attempt was recorded. */
export async function readDelivery(table: Table, key: DeliveryKey): Promise<StoredDelivery | undefined> {
  const { low, high } = deliveryItemsRange(key);
  const items = await queryAll(table, {
    KeyConditionExpression: "pk = :pk AND sk BETWEEN :low AND :high",
    ExpressionAttributeValues: { ":pk": text(key.event_id), ":low": text(low), ":high": text(high) },
    ConsistentRead: true,
  });
  const [own] = items;
  if (own === undefined || readText(own, "sk") !== low) return undefined;
  const last = lastAttempt(own);
  if (last === undefined) return undefined;
  const content = storedContent(key, own, items);
  return { record: toRecord(key, own, parseContent(content, key.event_id), attemptsOf(items, last)), content };
}

function attemptsOf(items: readonly Item[], last: Attempt): Attempt[] {
  const earlier = items
    .filter(isAttemptItem)
    .map((item) => unpackAttempt(required(readBytes(item, "packed"), "packed")))
    // An attempt is copied to its item before the next one replaces it, so it is stored twice for a short time.
    .filter((attempt) => compareAttempts(attempt, last) !== 0);
  return [...earlier.sort(compareAttempts), last];
}

function compareAttempts(a: Attempt, b: Attempt): number {
  return a.round - b.round || a.attempt - b.attempt;
}

function storedContent(key: DeliveryKey, own: Item, items: readonly Item[]): string {
  const inline = readBytes(own, "content");
  if (inline) return unpackContent([inline]);
  const digest = required(readText(own, "content_digest"), "content_digest");
  const count = required(readNumber(own, "content_parts"), "content_parts");
  const bySortKey = new Map(items.map((item) => [readText(item, "sk"), item]));
  const parts = Array.from({ length: count }, (_, part) => {
    const item = bySortKey.get(readText(contentItemKey(key, digest, part), "sk"));
    return required(item && readBytes(item, "packed"), "packed");
  });
  return unpackContent(parts);
}
