// Messages that are due later than the longest delay of SQS: a row for each, found by its due time. The sweeper never
// deletes rows, it only advances its positions; rows expire.

import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DAY_SECONDS } from "#core/time.ts";
import { bytes, type Item, number, text } from "../dynamodb/attribute-values.ts";
import { splitForItems } from "../dynamodb/item-parts.ts";
import { pack } from "../dynamodb/packing.ts";
import type { Table } from "../dynamodb/table.ts";
import { delayedMessageKey, delayedMessagePartKey } from "./delayed-message-keys.ts";
import { waitingRunIndexAttributes } from "./waiting-run-index.ts";

/** The version of these rows. */
const DELAYED_MESSAGE_VERSION = 1;

/** The queues that a message can be due to. */
export type DueQueue = "retries" | "steps";

/** A message that is due later. Times in milliseconds since 1970. */
export interface DelayedMessage {
  /** The same whenever the same message is written. Contains no "#". */
  readonly id: string;
  readonly queue: DueQueue;
  /** The message group on that queue. */
  readonly target: string;
  /** The message's body. */
  readonly message: string;
  readonly dueAt: number;
  readonly flowId: string;
  readonly actionId: string;
  /** The event of a waiting run, by which it is listed; absent for a retry, which is listed with its delivery. */
  readonly eventId?: string;
}

/** The time to live of a row after it is due, in seconds. */
const TTL_SECONDS = 30 * DAY_SECONDS;

function indexAttributes({ eventId, flowId, actionId, dueAt }: DelayedMessage): Item {
  if (eventId === undefined) return {};
  return waitingRunIndexAttributes({ event_id: eventId, flow_id: flowId, action_id: actionId, due_at: dueAt });
}

/** Delayed messages, in DynamoDB. */
export class DynamoDbDelayedMessages {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Writes a message that is due in more than 15 minutes. The sweeper may have passed the time of one that is due sooner. */
  async add(wait: DelayedMessage): Promise<void> {
    const [message, ...more] = splitForItems(pack(wait.message));
    const ttl = number(Math.ceil(wait.dueAt / 1_000) + TTL_SECONDS);
    const parts = more.map((part, index) => ({ ...delayedMessagePartKey(wait, index), message: bytes(part), ttl }));
    await Promise.all(parts.map((part) => this.#put(part)));
    // The row is written last, so that the sweeper finds no row whose parts are missing.
    await this.#put({
      ...delayedMessageKey(wait),
      v: number(DELAYED_MESSAGE_VERSION),
      queue: text(wait.queue),
      target: text(wait.target),
      message: bytes(message),
      ...(more.length > 0 ? { more_parts: number(more.length) } : {}),
      due_at: number(wait.dueAt),
      flow_id: text(wait.flowId),
      action_id: text(wait.actionId),
      ...indexAttributes(wait),
      ttl,
    });
  }

  async #put(item: Item): Promise<void> {
    const { client, tableName } = this.#table;
    await client.send(new PutItemCommand({ TableName: tableName, Item: item }));
  }
}
