// A queue of SQS as functions see it: batches of visible messages, and failed messages that become visible again.

import type { SendMessageBatchCommandInput } from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import { toRecord } from "#support/aws/sqs-record.ts";
import type { World } from "../../../simulated/world.ts";

/** An entry of a sent batch. */
export type SentEntry = NonNullable<SendMessageBatchCommandInput["Entries"]>[number];

interface Held {
  readonly record: SQSRecord;
  visibleAt: number;
  receives: number;
}

const VISIBILITY_MS = 180_000;
const BATCH = 10;

/** A queue in simulated time. */
export class ReceivedQueue {
  readonly #world: World;
  readonly #name: string;
  #held: Held[] = [];
  #count = 0;

  /** @param name makes the ids of messages unique among all queues, as those of SQS are. */
  constructor(world: World, name: string) {
    this.#world = world;
    this.#name = name;
  }

  /** The messages in the queue. */
  get records(): readonly SQSRecord[] {
    return this.#held.map(({ record }) => record);
  }

  /** Adds a message. */
  add({ MessageBody = "", MessageAttributes = {}, MessageGroupId, DelaySeconds = 0 }: Omit<SentEntry, "Id">): void {
    const texts = Object.entries(MessageAttributes).map(([name, { StringValue = "" }]) => [name, StringValue]);
    const record = toRecord({ body: MessageBody, attributes: Object.fromEntries(texts), group: MessageGroupId });
    const messageId = `${this.#name}-${this.#count++}`;
    this.#held.push({
      record: { ...record, messageId },
      visibleAt: this.#world.now + DelaySeconds * 1_000,
      receives: 0,
    });
  }

  /** Receives a batch in random order; empty if no message is visible. */
  receive(): SQSRecord[] {
    const visible = this.#held.filter(({ visibleAt }) => visibleAt <= this.#world.now);
    const taken = Array.from({ length: Math.min(BATCH, visible.length) }, () => {
      return visible.splice(this.#world.pick(visible.length), 1)[0];
    }).filter((held) => held !== undefined);
    for (const held of taken) {
      held.visibleAt = this.#world.now + VISIBILITY_MS;
      held.receives += 1;
    }
    return taken.map(({ record, receives }) => {
      return { ...record, attributes: { ...record.attributes, ApproximateReceiveCount: String(receives) } };
    });
  }

  /** Makes a message visible again after a time. */
  returnAfter(messageId: string, seconds: number): void {
    const held = this.#held.find(({ record }) => record.messageId === messageId);
    if (held !== undefined) held.visibleAt = this.#world.now + seconds * 1_000;
  }

  /** Deletes a message. */
  remove(messageId: string): void {
    this.#held = this.#held.filter(({ record }) => record.messageId !== messageId);
  }
}
