// What waits longer than SQS can hold a message: a row, found again by when it is due. Rows are never deleted by the
// sweeper, which only moves its cursor; they expire.

import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { DAY_SECONDS } from "#core/time.ts";
import { bytes, type Item, number, text } from "../dynamodb/attribute-values.ts";
import { splitForItems } from "../dynamodb/item-parts.ts";
import { pack } from "../dynamodb/packing.ts";
import type { Table } from "../dynamodb/table.ts";
import { delayedMessageKey, delayedMessagePartKey } from "./delayed-message-keys.ts";
import { waitingRunIndexAttributes } from "./waiting-run-index.ts";

/** The version of these rows. */
export const DELAYED_MESSAGE_VERSION = 1;

/** The queues that a wait can end on. */
export type DueQueue = "retries" | "steps";

/** A message that waits. Times in milliseconds since 1970. */
export interface DelayedMessage {
  /** The same whenever the same wait is written, and without "#". */
  readonly id: string;
  readonly queue: DueQueue;
  /** The message group on that queue. */
  readonly target: string;
  /** The message's body. */
  readonly message: string;
  readonly dueAt: number;
  readonly flowId: string;
  readonly actionId: string;
  /** The event of a run that waits, by which it can be listed; absent of a retry, which is listed with its delivery. */
  readonly eventId?: string;
}

/** How long a row is kept after it was due, in seconds. */
const TTL_SECONDS = 30 * DAY_SECONDS;

function indexAttributes({ eventId, flowId, actionId, dueAt }: DelayedMessage): Item {
  if (eventId === undefined) return {};
  return waitingRunIndexAttributes({ event_id: eventId, flow_id: flowId, action_id: actionId, due_at: dueAt });
}

/** The waits in DynamoDB. */
export class DynamoDbDelayedMessages {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Writes a wait that is due in more than 15 minutes: what is due sooner might lie behind the sweeper's cursor. */
  async add(wait: DelayedMessage): Promise<void> {
    const [message, ...more] = splitForItems(pack(wait.message));
    const ttl = number(Math.ceil(wait.dueAt / 1_000) + TTL_SECONDS);
    for (const [index, part] of more.entries()) {
      await this.#put({ ...delayedMessagePartKey(wait, index), message: bytes(part), ttl });
    }
    // Last, so that the sweeper finds no row whose parts are not there.
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
