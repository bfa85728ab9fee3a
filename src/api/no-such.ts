// The message about a name that nothing has: most often it is another name, misspelt.

import type { WebhookCatalogue } from "#app/flows/webhook-catalogue.ts";
import { didYouMean } from "#core/nearest-name.ts";
import { shorten } from "#core/shorten.ts";

/** Longest name that the message quotes, in characters. */
const MAX_QUOTED = 80;

/** That there is no `what` of a name, with the nearest name that there is. */
export function noSuch(what: string, name: string, known: Iterable<string>): string {
  return `There is no ${what} "${shorten(name, MAX_QUOTED)}".${didYouMean(name, known)}`;
}

/**
 * That there is no such flow, for a listing that found nothing of it: a flow that is gone still has its deliveries, so only
 * an empty listing of an unknown flow is a mistake.
 */
export async function unknownFlow(catalogue: WebhookCatalogue, flow: string | undefined): Promise<string | undefined> {
  if (flow === undefined) return undefined;
  const { flows } = await catalogue.current();
  return flows.has(flow) ? undefined : noSuch("flow", flow, flows.keys());
}
