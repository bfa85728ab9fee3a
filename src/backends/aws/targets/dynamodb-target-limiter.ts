// The limits of targets in DynamoDB, for all functions together and exact: never more than the limit says, however many
// functions are at work. A limit of requests a second is a row that says from when on slots are free; a worker takes so
// many of them at once that the row is written 20 times a second at most. A limit of concurrency is a row for each permit.

import { GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Random } from "#app/ports.ts";
import type { Lease, Permit, TargetLimiter } from "#app/targets/target-ports.ts";
import { SLOT_HORIZON_MS, slotMs } from "#core/delivery/request-slots.ts";
import { DAY_SECONDS } from "#core/time.ts";
import { number, readNumber, required } from "../dynamodb/attribute-values.ts";
import { conditionalWrite, type Table } from "../dynamodb/table.ts";
import { slotsKey } from "./target-keys.ts";
import { takePermit } from "./target-permits.ts";

/** How often a row of slots is written in a second, at most, by each worker's share of them. */
const BLOCKS_PER_SECOND = 20;

/** How often slots are asked for when others take them at the same time. */
const TRIES = 4;

const TTL_SECONDS = DAY_SECONDS;

/** Slots that this worker has taken and not given away. */
interface Block {
  next: number;
  left: number;
}

/** Slots and permits of targets, in DynamoDB. */
export class DynamoDbTargetLimiter implements TargetLimiter {
  readonly #table: Table;
  readonly #random: Random;
  readonly #blocks = new Map<string, Block>();

  constructor(table: Table, random: Random) {
    this.#table = table;
    this.#random = random;
  }

  async takeSlot(target: string, perSecond: number, now: number): Promise<number | undefined> {
    const gap = slotMs(perSecond);
    const kept = this.#fromBlock(target, gap, now);
    if (kept !== undefined) return kept;
    const count = Math.ceil(perSecond / BLOCKS_PER_SECOND);
    const first = await this.#takeSlots(target, count * gap, now);
    if (first === undefined) return undefined;
    if (count > 1) this.#blocks.set(target, { next: first + gap, left: count - 1 });
    return first;
  }

  takePermit(target: string, permits: number, lease: Lease): Promise<Permit | undefined> {
    return takePermit(this.#table, { target, permits, random: this.#random }, lease);
  }

  /** The next slot of those that this worker holds; what has passed unused is lost. */
  #fromBlock(target: string, gap: number, now: number): number | undefined {
    const block = this.#blocks.get(target);
    if (block === undefined) return undefined;
    const passed = Math.max(0, Math.ceil((now - block.next) / gap));
    if (passed >= block.left) {
      this.#blocks.delete(target);
      return undefined;
    }
    const slot = block.next + passed * gap;
    block.next = slot + gap;
    block.left -= passed + 1;
    return slot;
  }

  /** Takes a span of slots, from now on where they are free and else after those that are taken. */
  async #takeSlots(target: string, length: number, now: number): Promise<number | undefined> {
    for (let tried = 0; tried < TRIES; tried++) {
      if (await this.#takeFromNow(target, length, now)) return now;
      const end = await this.#takeAtEnd(target, length, now);
      if (end !== undefined) return end - length;
      if ((await this.#nextFree(target)) >= now + SLOT_HORIZON_MS) return undefined;
    }
    throw new Error(`The slots of ${target} are taken faster than they can be asked for`);
  }

  async #takeFromNow(target: string, length: number, now: number): Promise<boolean> {
    const taken = await this.#update(target, {
      UpdateExpression: "SET next_free = :end, #ttl = :ttl",
      ConditionExpression: "attribute_not_exists(next_free) OR next_free <= :now",
      ExpressionAttributeNames: { "#ttl": "ttl" },
      ExpressionAttributeValues: {
        ":end": number(now + length),
        ":now": number(now),
        ":ttl": number(Math.ceil(now / 1_000) + TTL_SECONDS),
      },
    });
    return taken !== undefined;
  }

  /** The end of the span that was taken after those of others. */
  #takeAtEnd(target: string, length: number, now: number): Promise<number | undefined> {
    return this.#update(target, {
      UpdateExpression: "SET next_free = next_free + :length",
      ConditionExpression: "next_free > :now AND next_free < :horizon",
      ExpressionAttributeValues: {
        ":length": number(length),
        ":now": number(now),
        ":horizon": number(now + SLOT_HORIZON_MS),
      },
    });
  }

  /** From when on slots are free after a change; undefined where the condition did not hold. */
  async #update(
    target: string,
    update: Omit<UpdateItemCommand["input"], "TableName" | "Key">,
  ): Promise<number | undefined> {
    const { client, tableName } = this.#table;
    const write = new UpdateItemCommand({
      TableName: tableName,
      Key: slotsKey(target),
      ReturnValues: "UPDATED_NEW",
      ...update,
    });
    const written = await conditionalWrite(client.send(write));
    return written.ok ? required(readNumber(written.output.Attributes ?? {}, "next_free"), "next_free") : undefined;
  }

  async #nextFree(target: string): Promise<number> {
    const { client, tableName } = this.#table;
    const read = new GetItemCommand({ TableName: tableName, Key: slotsKey(target), ConsistentRead: true });
    const { Item: row } = await client.send(read);
    return (row && readNumber(row, "next_free")) ?? 0;
  }
}
