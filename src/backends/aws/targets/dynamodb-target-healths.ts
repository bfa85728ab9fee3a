// The health of targets in DynamoDB: a row for each failing target, written on condition that it has not changed since it was
// read. Healthy targets have no row and cost nothing.

import { DeleteItemCommand, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { FailingTarget, HealthChange, TargetHealths } from "#app/targets/target-ports.ts";
import { isShared, type TargetHealth } from "#core/delivery/target-health.ts";
import { DAY_SECONDS } from "#core/time.ts";
import { type Item, number, readText, required, text } from "../dynamodb/attribute-values.ts";
import { conditionalWrite, queryAll, type Table } from "../dynamodb/table.ts";
import { FAILING_TARGETS, failingPartition, failingPartitions, healthKey, targetOf } from "./target-keys.ts";

/** The version of these rows. */
const HEALTH_VERSION = 1;

/** The time to live of a health after the last failure, in seconds. A circuit without deliveries for so long is closed. */
const TTL_SECONDS = DAY_SECONDS;

/** The tries of a change that meets concurrent changes. */
const TRIES = 4;

/** The healths of failing targets, in the targets table. */
export class DynamoDbTargetHealths implements TargetHealths {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async failing(): Promise<readonly FailingTarget[]> {
    const found = await Promise.all(failingPartitions().map((partition) => this.#failingOn(partition)));
    return found.flat();
  }

  async change(
    target: string,
    rule: (health: TargetHealth | undefined) => TargetHealth | undefined,
  ): Promise<HealthChange> {
    for (let tried = 0; tried < TRIES; tried++) {
      const stored = await this.#read(target);
      const before = stored === undefined ? undefined : toHealth(stored);
      const after = rule(before);
      if (after === before || (await this.#write(target, after, stored))) return { before, after };
    }
    throw new Error(`The health of ${target} changes faster than it can be read`);
  }

  async #failingOn(partition: string): Promise<FailingTarget[]> {
    const rows = await queryAll(this.#table, {
      IndexName: FAILING_TARGETS.name,
      KeyConditionExpression: "#partition = :partition",
      ExpressionAttributeNames: { "#partition": FAILING_TARGETS.partition },
      ExpressionAttributeValues: { ":partition": text(partition) },
    });
    return rows.map((row) => {
      const target = targetOf(required(readText(row, "pk"), "pk"));
      return { target, health: toHealth(required(readText(row, "health"), "health")) };
    });
  }

  /** Returns the stored text of a health. */
  async #read(target: string): Promise<string | undefined> {
    const { client, tableName } = this.#table;
    const read = new GetItemCommand({ TableName: tableName, Key: healthKey(target), ConsistentRead: true });
    const { Item: row } = await client.send(read);
    return row && required(readText(row, "health"), "health");
  }

  /** Returns false if the health has changed since it was read. */
  async #write(target: string, health: TargetHealth | undefined, stored: string | undefined): Promise<boolean> {
    const { client, tableName: TableName } = this.#table;
    const condition =
      stored === undefined
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : { ConditionExpression: "health = :stored", ExpressionAttributeValues: { ":stored": text(stored) } };
    const written = health
      ? await conditionalWrite(
          client.send(new PutItemCommand({ TableName, Item: toRow(target, health), ...condition })),
        )
      : await conditionalWrite(client.send(new DeleteItemCommand({ TableName, Key: healthKey(target), ...condition })));
    return written.ok;
  }
}

function toRow(target: string, health: TargetHealth): Item {
  return {
    ...healthKey(target),
    v: number(HEALTH_VERSION),
    health: text(JSON.stringify(health)),
    ttl: number(Math.ceil(health.last_failed_at / 1_000) + TTL_SECONDS),
    ...(isShared(health) ? { [FAILING_TARGETS.partition]: text(failingPartition(target)) } : {}),
  };
}

/** Returns a health from its text, which only this class writes. */
function toHealth(stored: string): TargetHealth {
  return JSON.parse(stored);
}
