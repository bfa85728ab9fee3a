// The ids of all flows in the table. A catalogue lacks the flows that this release can't read, but their deliveries are listed.

import type { WebhookCatalogue } from "#app/flows/webhook-catalogue.ts";
import type { DynamoDbFlowReader } from "./dynamodb-flow-reader.ts";

/** A catalogue, with the ids of all stored flows. */
export type Stored<Catalogue> = Catalogue & { readonly storedIds: () => Promise<readonly string[]> };

/** Adds the ids of all stored flows to a catalogue over this reader. */
export function withStoredIds<Catalogue extends WebhookCatalogue>(
  flows: Catalogue,
  reader: Pick<DynamoDbFlowReader<never>, "leftOut">,
): Stored<Catalogue> {
  return { ...flows, storedIds: async () => [...(await flows.current()).flows.keys(), ...reader.leftOut] };
}
