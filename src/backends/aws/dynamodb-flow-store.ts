// Flows in DynamoDB: each flow as it is, each form that it had, and one row with the version of them all, which every
// warm function reads every few seconds. That row is written last, with a number that never comes again: whoever read
// the flows while they were being replaced has the number before it, and reads them anew.

import { ConditionalCheckFailedException, PutItemCommand, type PutItemCommandInput } from "@aws-sdk/client-dynamodb";
import { inParallel } from "#app/in-parallel.ts";
import type { FlowPublication, FlowSnapshot } from "#app/ports.ts";
import { type Flow, flowSchema } from "#core/flow/flow.ts";
import { parseJson } from "#core/parse-json.ts";
import { type Item, number, readText, required, text } from "./attribute-values.ts";
import {
  CATALOGUE_KEY,
  CURRENT,
  DynamoDbFlowReader,
  definitionOf,
  type FlowsTable,
  readCurrent,
  readVersion,
} from "./dynamodb-flow-reader.ts";

/** The version of these rows. */
const FLOW_VERSION = 1;

/** Digits of a version in a sort key: more than a deployment a second would need for 300 years. */
const VERSION_DIGITS = 10;

/** Rows that are written at once. */
const WRITES_AT_ONCE = 16;

/** The flows table. Every method throws when DynamoDB can't be had, and when no flows were ever put there. */
export class DynamoDbFlowStore implements FlowPublication {
  readonly #table: FlowsTable;
  readonly #reader: DynamoDbFlowReader<Flow>;

  constructor(table: FlowsTable) {
    this.#table = table;
    this.#reader = new DynamoDbFlowReader(table, (definition) => flowSchema.parse(definition));
  }

  version(): Promise<string> {
    return this.#reader.version();
  }

  load(): Promise<FlowSnapshot> {
    return this.#reader.load();
  }

  async replace(flows: readonly Flow[], now: number): Promise<FlowSnapshot> {
    const before = await readVersion(this.#table);
    const version = String(Number(before ?? 0) + 1);
    const stored = new Map((await readCurrent(this.#table)).map((row) => [required(readText(row, "sk"), "sk"), row]));
    const given = new Set(flows.map(({ id }) => id));
    const missing = [...stored].filter(([id]) => !given.has(id)).map(([, row]) => parseFlow(definitionOf(row)));
    const all = [...flows, ...missing.map((flow): Flow => ({ ...flow, status: "disabled" }))];
    const changed = all.filter((flow) => {
      const row = stored.get(flow.id);
      return row === undefined || definitionOf(row) !== JSON.stringify(flow);
    });
    await inParallel(changed, WRITES_AT_ONCE, (flow) => this.#writeFlow(flow, version, now));
    await this.#writeVersion(before, version, now);
    return { version, flows: all.sort((a, b) => (a.id < b.id ? -1 : 1)) };
  }

  async #writeFlow(flow: Flow, version: string, now: number): Promise<void> {
    const row = {
      v: number(FLOW_VERSION),
      definition: text(JSON.stringify(flow)),
      status: text(flow.status),
      updated_at: number(now),
    };
    const history = { pk: text(`history#${flow.id}`), sk: text(version.padStart(VERSION_DIGITS, "0")) };
    await this.#put({ ...history, ...row });
    await this.#put({ pk: text(CURRENT), sk: text(flow.id), ...row });
  }

  async #writeVersion(before: string | undefined, version: string, now: number): Promise<void> {
    const row = { ...CATALOGUE_KEY, v: number(FLOW_VERSION), version: text(version), updated_at: number(now) };
    const unchanged =
      before === undefined
        ? { ConditionExpression: "attribute_not_exists(pk)" }
        : { ConditionExpression: "version = :before", ExpressionAttributeValues: { ":before": text(before) } };
    try {
      await this.#put(row, unchanged);
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      throw new Error("The flows were replaced by another at the same time; replace them again", { cause: error });
    }
  }

  async #put(item: Item, condition: Partial<PutItemCommandInput> = {}): Promise<void> {
    const { client, tableName } = this.#table;
    await client.send(new PutItemCommand({ TableName: tableName, Item: item, ...condition }));
  }
}

function parseFlow(definition: string): Flow {
  return flowSchema.parse(parseJson(definition));
}
