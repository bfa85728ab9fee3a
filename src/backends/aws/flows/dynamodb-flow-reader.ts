// Reads flows: their version every few seconds, the changed flows after a change, and all flows when a function starts. Each
// is read where it costs least: the version and the changes from one row each, eventually consistent, and all flows from one
// file in S3. If that file can't be read, the rows of all flows are read, which are the source of truth and cost a thousand
// times as much.

import type { FlowChanges, FlowSnapshot, FlowStore } from "#app/flows/flow-ports.ts";
import { property } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";
import { type CatalogueRow, type FlowsTable, readCatalogueRow, readChanges, readCurrent } from "./flow-rows.ts";
import { readSnapshot } from "./flow-snapshot.ts";

/**
 * Reads a stored flow. Returns undefined to leave a flow out, and throws if the flows can't be used without it.
 * @param format the format by which the flow was checked, if the store knows it.
 */
type ReadStored<Stored> = (definition: unknown, format: string | undefined) => Stored | undefined;

/** Reads the flows table. Every method throws if DynamoDB fails, or if no flows were ever deployed. */
export class DynamoDbFlowReader<Stored extends { readonly id: string }> implements FlowStore<Stored> {
  readonly #table: FlowsTable;
  readonly #read: ReadStored<Stored>;
  readonly #onUnreadable: (error: unknown) => void;
  readonly #leftOut = new Set<string>();

  /**
   * @param onUnreadable is called with the error if the file with all flows can't be read, so that their rows are read, and if a flow is
   *   left out.
   */
  constructor(table: FlowsTable, read: ReadStored<Stored>, onUnreadable: (error: unknown) => void) {
    this.#table = table;
    this.#read = read;
    this.#onUnreadable = onUnreadable;
  }

  /** The ids of the flows that were left out because they can't be read. They may have deliveries. */
  get leftOut(): ReadonlySet<string> {
    return this.#leftOut;
  }

  async version(): Promise<string> {
    return (await this.#row(false)).version;
  }

  async load(after?: string): Promise<FlowSnapshot<Stored> | FlowChanges<Stored>> {
    // Read before the flows: if they change in between, the next version check notices it.
    const row = await this.#row(after === undefined);
    return (after === undefined ? undefined : await this.#changes(after, row)) ?? (await this.#all(row));
  }

  async #row(consistent: boolean): Promise<CatalogueRow & { readonly version: string }> {
    const row = await readCatalogueRow(this.#table, consistent);
    const version = row?.version;
    if (version === undefined)
      throw new Error(`The table ${this.#table.tableName} holds no flows yet; deploy them first`);
    return { ...row, version };
  }

  async #changes(after: string, row: CatalogueRow & { readonly version: string }) {
    const { version, snapshot } = row;
    // An eventually consistent read may return an older version than the previous read.
    if (Number(version) <= Number(after)) return { version: after, after, flows: [], gone: [] };
    // An earlier release wrote this version without changes.
    if (snapshot === undefined) return undefined;
    const steps =
      (await readChanges(this.#table, after, version, false)) ?? (await readChanges(this.#table, after, version, true));
    if (steps === undefined) return undefined;
    // The last change of each flow wins.
    const changed = new Map(
      steps.flatMap(({ definitions, format }) =>
        definitions.map((one) => [idOf(one), this.#readOne(one, format)] as const),
      ),
    );
    const flows = [...changed.values()].filter((flow) => flow !== undefined);
    return { version, after, flows, gone: [...changed.keys()].filter((id) => changed.get(id) === undefined) };
  }

  #readOne(definition: unknown, format: string | undefined): Stored | undefined {
    const flow = this.#read(definition, format);
    const id = idOf(definition);
    if (flow === undefined) {
      this.#leftOut.add(id);
      this.#onUnreadable(new Error(`This release can't read the stored flow "${id}"; it is left out`));
    } else this.#leftOut.delete(id);
    return flow;
  }

  async #all({ version, snapshot }: CatalogueRow & { readonly version: string }): Promise<FlowSnapshot<Stored>> {
    if (snapshot !== undefined) {
      try {
        return {
          version,
          flows: await readWhole(this.#table, version, snapshot, (one, format) => this.#readOne(one, format)),
        };
      } catch (error) {
        this.#onUnreadable(error);
      }
    }
    const definitions = await readCurrent(this.#table);
    const flows = [...definitions.values()].map((one) => this.#readOne(parseJson(one), undefined));
    return { version, flows: flows.filter((flow) => flow !== undefined) };
  }
}

function idOf(definition: unknown): string {
  return String(property(definition, "id"));
}

/** Returns all flows of a version from its file. Throws if the file can't be read or holds another version. */
export async function readWhole<Read>(
  { snapshots }: FlowsTable,
  version: string,
  name: string,
  read: ReadStored<Read>,
): Promise<Read[]> {
  const { head, flows } = await readSnapshot(await snapshots.read(name), (one, { format }) => read(one, format));
  if (head.version === version) return flows.filter((flow) => flow !== undefined);
  throw new Error(`The file ${name} holds version ${head.version} of the flows, not ${version}`);
}
