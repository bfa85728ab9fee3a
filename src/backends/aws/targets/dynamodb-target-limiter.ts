// The limits of targets in DynamoDB. They are exact for all functions together. A limit on requests a second is a row with the
// time from which slots are free; a worker reserves so many slots at once that the row is written at most 20 times a second.
// A limit on concurrency is a row for each permit.

import { GetItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Random } from "#app/ports.ts";
import type { Lease, Permit, TargetLimiter } from "#app/targets/target-ports.ts";
import { SLOT_HORIZON_MS, slotMs } from "#core/delivery/request-slots.ts";
import { DAY_SECONDS } from "#core/time.ts";
import { number, readNumber, required } from "../dynamodb/attribute-values.ts";
import { conditionalWrite, type Table } from "../dynamodb/table.ts";
import { slotsKey } from "./target-keys.ts";
import { takePermit } from "./target-permits.ts";

/** The limit on writes a second to a row of slots, which determines how many slots a worker reserves at once. */
const BLOCKS_PER_SECOND = 20;

/** The tries of a reservation that meets concurrent ones. */
const TRIES = 4;

const TTL_SECONDS = DAY_SECONDS;

/** Slots that this worker has reserved and not used. */
interface Block {
  next: number;
  left: number;
}

/** Slots and permits of targets, in the targets table. */
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

  /** Returns the next reserved slot. Slots that have passed unused are lost. */
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

  /** Reserves a span of slots: from now on if they are free, otherwise after the reserved ones. */
  async #takeSlots(target: string, length: number, now: number): Promise<number | undefined> {
    for (let tried = 0; tried < TRIES; tried++) {
      if (await this.#takeFromNow(target, length, now)) return now;
      const end = await this.#takeAtEnd(target, length, now);
      if (end !== undefined) return end - length;
      if ((await this.#nextFree(target)) >= now + SLOT_HORIZON_MS) return undefined;
    }
    throw new Error(`Other functions reserve the slots of ${target} faster than this one can`);
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

  /** Reserves a span after the reserved ones and returns its end. */
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

  /** Returns the time from which slots are free after an update, or undefined if its condition failed. */
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
