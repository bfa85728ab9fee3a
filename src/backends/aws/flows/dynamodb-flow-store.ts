// Flows in DynamoDB: the current and the earlier definitions of each flow, and one row with the version of all flows, which
// every warm function reads every few seconds. That row is written last, with a number that is never used again: until then
// readers have all flows of the previous version.
//
// A deployment first marks that row, then writes the changed flows, the changes, and the file with all flows, and finally the
// version. An interrupted deployment leaves its mark, so the next one knows that rows may be ahead of the version. It compares
// the flows with the rows instead of the file, writes those that differ, and uses another number.

import { PutItemCommand, type PutItemCommandInput } from "@aws-sdk/client-dynamodb";
import type { FlowChanges, FlowPublication, FlowSnapshot } from "#app/flows/flow-ports.ts";
import { inParallel } from "#app/in-parallel.ts";
import type { Flow } from "#core/flow/flow.ts";
import { FLOW_FORMAT, readStoredFlow } from "#core/flow/stored-flow.ts";
import { property } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";
import { type Item, number, text } from "../dynamodb/attribute-values.ts";
import { conditionalWrite } from "../dynamodb/table.ts";
import { DynamoDbFlowReader, readWhole } from "./dynamodb-flow-reader.ts";
import {
  type CatalogueRow,
  CURRENT,
  catalogueItem,
  changesItem,
  type FlowsTable,
  readCatalogueRow,
  readCurrent,
  sortKeyOf,
} from "./flow-rows.ts";
import { SNAPSHOT_NAMES, writeSnapshot } from "./flow-snapshot.ts";
import type { Files } from "./s3-files.ts";

/** The version of a flow's rows. */
const FLOW_VERSION = 1;

/** Rows written at once. */
const WRITES_AT_ONCE = 32;

/** The flows table and the files, for writing. */
interface WritableFlows extends FlowsTable {
  readonly snapshots: Files;
}

/** The flows table. Every method throws if DynamoDB fails, or if no flows were ever deployed. */
export class DynamoDbFlowStore implements FlowPublication {
  readonly #table: WritableFlows;
  readonly #reader: DynamoDbFlowReader<Flow>;
  readonly #onUnreadable: (error: unknown) => void;

  /** @param onUnreadable see DynamoDbFlowReader */
  constructor(table: WritableFlows, onUnreadable: (error: unknown) => void) {
    this.#table = table;
    this.#reader = new DynamoDbFlowReader(table, readStoredFlow, onUnreadable);
    this.#onUnreadable = onUnreadable;
  }

  version(): Promise<string> {
    return this.#reader.version();
  }

  load(after?: string): Promise<FlowSnapshot | FlowChanges> {
    return this.#reader.load(after);
  }

  async replace(flows: readonly Flow[], now: number): Promise<FlowSnapshot> {
    const before = await readCatalogueRow(this.#table, true);
    const stored = await this.#stored(before);
    const all = withMissing(flows, stored);
    const definitions = new Map(all.map((flow) => [flow.id, JSON.stringify(flow)]));
    const changed = all.filter(({ id }) => stored.get(id) !== definitions.get(id));
    if (before?.version !== undefined && changed.length === 0 && isWhole(before)) {
      return { version: before.version, flows: all };
    }
    const version = String(Math.max(Number(before?.version ?? 0), Number(before?.writing ?? 0)) + 1);
    const writing: CatalogueRow = { ...before, writing: version };
    await this.#writeCatalogue(writing, before, now);
    await inParallel(changed, WRITES_AT_ONCE, (flow) => this.#writeFlow(flow, version, now));
    await this.#writeChanges(before, version, changed, now);
    const snapshot = freeName(before);
    await this.#table.snapshots.write(snapshot, writeSnapshot(version, FLOW_FORMAT, [...definitions.values()]));
    await this.#writeCatalogue(
      { version, snapshot, format: FLOW_FORMAT, ...(before?.snapshot && { previousSnapshot: before.snapshot }) },
      writing,
      now,
    );
    return { version, flows: all };
  }

  /** Removes the files with all flows, so that the bucket can be deleted. The rows stay. */
  async removeSnapshots(): Promise<void> {
    for (const name of SNAPSHOT_NAMES) await this.#table.snapshots.remove(name);
  }

  /** Returns the stored definition of each flow, by its id. */
  async #stored(row: CatalogueRow | undefined): Promise<ReadonlyMap<string, string>> {
    if (row?.version !== undefined && row.snapshot !== undefined && row.writing === undefined) {
      try {
        const flows = await readWhole(this.#table, row.version, row.snapshot, identified);
        return new Map(flows);
      } catch (error) {
        this.#onUnreadable(error);
      }
    }
    return readCurrent(this.#table);
  }

  async #writeFlow(flow: Flow, version: string, now: number): Promise<void> {
    const row = {
      v: number(FLOW_VERSION),
      definition: text(JSON.stringify(flow)),
      status: text(flow.status),
      updated_at: number(now),
    };
    await this.#put({ pk: text(`history#${flow.id}`), sk: text(sortKeyOf(version)), ...row });
    await this.#put({ pk: text(CURRENT), sk: text(flow.id), ...row });
  }

  /** Writes the changes only between two complete versions of this release, because others may have changed more. */
  async #writeChanges(before: CatalogueRow | undefined, version: string, changed: readonly Flow[], now: number) {
    if (before?.version === undefined || before.snapshot === undefined || before.writing !== undefined) return;
    const definitions = changed.map((flow) => JSON.stringify(flow));
    const item = changesItem(before.version, version, { definitions, format: FLOW_FORMAT }, now);
    if (item !== undefined) await this.#put(item);
  }

  async #writeCatalogue(row: CatalogueRow, before: CatalogueRow | undefined, now: number): Promise<void> {
    const written = await conditionalWrite(this.#put(catalogueItem(row, now), unchangedSince(before)));
    if (!written.ok) throw new Error("Another deployment replaced the flows at the same time; deploy them again");
  }

  async #put(item: Item, condition: Partial<PutItemCommandInput> = {}): Promise<void> {
    const { client, tableName } = this.#table;
    await client.send(new PutItemCommand({ TableName: tableName, Item: item, ...condition }));
  }
}

/** Returns the given flows, and as disabled those that are stored but not given, sorted by id. */
function withMissing(flows: readonly Flow[], stored: ReadonlyMap<string, string>): Flow[] {
  const given = new Set(flows.map(({ id }) => id));
  const missing = [...stored]
    .filter(([id]) => !given.has(id))
    .flatMap(([, one]) => readStoredFlow(parseJson(one), undefined) ?? []);
  const all = [...flows, ...missing.map((flow): Flow => ({ ...flow, status: "disabled" }))];
  return all.sort((a, b) => (a.id < b.id ? -1 : 1));
}

function identified(stored: unknown): [id: string, definition: string] {
  const id = property(stored, "id");
  if (typeof id !== "string") throw new Error("A stored flow has no id");
  return [id, JSON.stringify(stored)];
}

/** Returns whether a version is complete and in the format of this release, and no deployment has begun to replace it. */
function isWhole({ snapshot, format, writing }: CatalogueRow): boolean {
  return snapshot !== undefined && format === FLOW_FORMAT && writing === undefined;
}

function freeName(before: CatalogueRow | undefined): string {
  const used: readonly (string | undefined)[] = [before?.snapshot, before?.previousSnapshot];
  const [free] = SNAPSHOT_NAMES.filter((name) => !used.includes(name));
  if (free === undefined) throw new Error("All three files for the flows are in use");
  return free;
}

/** Returns the condition that the row is unchanged since it was read. */
function unchangedSince(before: CatalogueRow | undefined): Partial<PutItemCommandInput> {
  if (before === undefined) return { ConditionExpression: "attribute_not_exists(pk)" };
  const { version, writing } = before;
  const values = {
    ...(version !== undefined && { ":version": text(version) }),
    ...(writing !== undefined && { ":writing": text(writing) }),
  };
  return {
    ConditionExpression: [
      version === undefined ? "attribute_not_exists(version)" : "version = :version",
      writing === undefined ? "attribute_not_exists(writing)" : "writing = :writing",
    ].join(" AND "),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  };
}
