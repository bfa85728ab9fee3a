// The capacity units of DynamoDB that writes and reads consume, for tests of cost.

import {
  type AttributeValue,
  type ConsumedCapacity,
  type DynamoDBClient,
  GetItemCommand,
  type PutItemCommandInput,
  type TransactWriteItemsCommandInput,
  type UpdateItemCommandInput,
} from "@aws-sdk/client-dynamodb";
import { WAITS_BY_FLOW } from "#backends/aws/delays/waiting-run-index.ts";
import { BY_FLOW, UNDELIVERED } from "#backends/aws/deliveries/delivery-index.ts";
import type { Item } from "#backends/aws/dynamodb/attribute-values.ts";

/** The writes of a client: calls and write units. */
export interface WriteCost {
  writes: number;
  units: number;
}

/** Counts the writes of `client` from now on. `reader` is another client of the same tables. */
export function countWrites(client: DynamoDBClient, reader: DynamoDBClient): WriteCost {
  const cost: WriteCost = { writes: 0, units: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const written = writtenBy(context.commandName, args.input);
      const read = () =>
        Promise.all(written.map((one) => reader.send(new GetItemCommand({ ...one, ConsistentRead: true }))));
      const before = await read();
      const result = await next(args);
      const after = await read();
      cost.writes += written.length;
      for (const [index, { factor }] of written.entries()) {
        const [old, now] = [before[index]?.Item, after[index]?.Item];
        cost.units += factor * (Math.max(units(old), units(now)) + indexUnits(old, now));
      }
      return result;
    },
    { step: "initialize", name: "countWrites" },
  );
  return cost;
}

/** An item that a call writes, and the factor at which its units are billed. */
interface Written {
  readonly TableName: string | undefined;
  readonly Key: Item | undefined;
  readonly factor: number;
}

function writtenBy(commandName: string | undefined, input: unknown): Written[] {
  // Commands of these names have these inputs.
  switch (commandName) {
    case "UpdateItemCommand": {
      const { TableName, Key } = input as UpdateItemCommandInput;
      return [{ TableName, Key, factor: 1 }];
    }
    case "PutItemCommand": {
      const { TableName, Item: item } = input as PutItemCommandInput;
      return [{ TableName, Key: keyOf(item), factor: 1 }];
    }
    case "TransactWriteItemsCommand": {
      const { TransactItems = [] } = input as TransactWriteItemsCommandInput;
      return TransactItems.map(({ Put }) => ({ TableName: Put?.TableName, Key: keyOf(Put?.Item), factor: 2 }));
    }
    default:
      return [];
  }
}

/** The size of an item (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html). */
export function itemSize(item: Item): number {
  return Object.entries(item).reduce((size, [name, value]) => size + Buffer.byteLength(name) + valueSize(value), 0);
}

function valueSize(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.B !== undefined) return value.B.length;
  if (value.N !== undefined) return Math.ceil(value.N.replace(/[-.]/g, "").replace(/^0+|0+$/g, "").length / 2) + 1;
  throw new Error("A type of attribute that is not used");
}

function units(item: Item | undefined): number {
  return item === undefined ? 0 : Math.ceil(itemSize(item) / 1024);
}

function indexUnits(before: Item | undefined, after: Item | undefined): number {
  return [BY_FLOW, UNDELIVERED, WAITS_BY_FLOW]
    .map(({ partition, sort }) => {
      const [old, now] = [before, after].map((item) => item && entry(item, partition, sort));
      return JSON.stringify(old) === JSON.stringify(now) ? 0 : units(old) + units(now);
    })
    .reduce((one, other) => one + other, 0);
}

function entry(item: Item, partition: string, sort: string): Item | undefined {
  const { [partition]: partitionValue, [sort]: sortValue } = item;
  if (!partitionValue || !sortValue) return undefined;
  return { ...keyOf(item), [partition]: partitionValue, [sort]: sortValue };
}

function keyOf(item: Item = {}): Item {
  const { pk, sk } = item;
  if (!pk || !sk) throw new Error("An item without a key");
  return { pk, sk };
}

/** The reads of a client: calls and read units. */
export interface ReadCost {
  reads: number;
  units: number;
}

const READS: readonly (string | undefined)[] = ["GetItemCommand", "QueryCommand"];

/** Counts the reads of `client` from now on. */
export function countReads(client: DynamoDBClient): ReadCost {
  const cost: ReadCost = { reads: 0, units: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (!READS.includes(context.commandName)) return next(args);
      const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: "TOTAL" } });
      // Both commands have this output, because their input requests it.
      const { ConsumedCapacity: consumed } = result.output as { ConsumedCapacity?: ConsumedCapacity };
      cost.reads += 1;
      cost.units += consumed?.CapacityUnits ?? Number.NaN;
      return result;
    },
    { step: "initialize", name: "countReads" },
  );
  return cost;
}
