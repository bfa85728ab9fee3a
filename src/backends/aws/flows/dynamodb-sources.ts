// The sources, read from their row when a request or a message names one, and again every few seconds.

import type { Now } from "#app/ports.ts";
import { type SourceCatalogue, type SourcesByName, sourcesByName } from "#app/sources/source-catalogue.ts";
import { SECOND_MS } from "#core/time.ts";
import type { Table } from "../dynamodb/table.ts";
import { KeptValue } from "../secrets/kept-value.ts";
import { readSources } from "./source-row.ts";

/** How long the sources are used before they are read again, in milliseconds: as long as the flows. */
const KEPT_MS = 5 * SECOND_MS;

/** The same if they lack a source that a request names. It bounds the reads that requests with wrong names cause. */
const LACKING_KEPT_MS = SECOND_MS;

/** The sources of a stack. Rejects if DynamoDB fails. */
export class DynamoDbSources implements SourceCatalogue {
  readonly #kept: KeptValue<SourcesByName>;

  constructor(table: Table, now: Now) {
    this.#kept = new KeptValue(async () => sourcesByName(await readSources(table)), now);
  }

  async current(names: readonly string[]): Promise<SourcesByName> {
    const kept = await this.#kept.get(KEPT_MS);
    return names.every((name) => kept.has(name)) ? kept : this.#kept.get(LACKING_KEPT_MS);
  }
}
