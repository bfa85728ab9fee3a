// The message about an unknown name, with the nearest known name.

import type { WebhookCatalogue } from "#app/flows/webhook-catalogue.ts";
import { didYouMean } from "#core/nearest-name.ts";
import { shorten } from "#core/shorten.ts";

/** Longest name that the message quotes, in characters. */
const MAX_QUOTED = 80;

/** Reports that no `what` has this name, and suggests the nearest known name. */
export function noSuch(what: string, name: string, known: Iterable<string>): string {
  return `There is no ${what} "${shorten(name, MAX_QUOTED)}".${didYouMean(name, known)}`;
}

/**
 * Reports an unknown flow to a caller whose listing is empty. A removed flow keeps its deliveries, so an unknown flow is a mistake
 * only if the listing is empty.
 */
export async function unknownFlow(catalogue: WebhookCatalogue, flow: string | undefined): Promise<string | undefined> {
  if (flow === undefined) return undefined;
  const { flows } = await catalogue.current();
  return flows.has(flow) ? undefined : noSuch("flow", flow, flows.keys());
}
