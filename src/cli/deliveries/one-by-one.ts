// What is done with deliveries that are named by their ids: each for itself, and what can't be done with one keeps none of
// the others from it.

import * as z from "zod";
import { EXIT } from "../command-line/exit.ts";
import { inOurWords, printJson, printLines, tell } from "../command-line/output.ts";
import { ApiRefused, type Ask, dataOf } from "../remote/api-client.ts";

const doneSchema = dataOf(z.looseObject({ id: z.string(), round: z.number().optional() }));

/** Something done with one delivery. */
interface Deed {
  /** The last part of its route. */
  readonly route: "retry" | "approve" | "discard";
  readonly force?: boolean;
  /** What is told when it is done. */
  readonly told: string;
}

/** Sends each again. */
export function retryEach(ask: Ask, ids: readonly string[], { force, json }: { force?: boolean; json: boolean }) {
  return oneByOne(ask, ids, { route: "retry", told: "is on its way again", ...(force ? { force } : {}) }, json);
}

/** Approves each. */
export function approveEach(ask: Ask, ids: readonly string[], { json }: { json: boolean }): Promise<number> {
  return oneByOne(ask, ids, { route: "approve", told: "is approved and on its way" }, json);
}

/** Discards each. */
export function discardEach(ask: Ask, ids: readonly string[], { json }: { json: boolean }): Promise<number> {
  return oneByOne(ask, ids, { route: "discard", told: "is discarded" }, json);
}

async function oneByOne(ask: Ask, ids: readonly string[], deed: Deed, json: boolean): Promise<number> {
  const done: unknown[] = [];
  for (const id of ids) {
    const one = await tryOne(ask, id, deed);
    if (one === undefined) continue;
    done.push(one);
    const round = one.round === undefined ? "" : `, in round ${one.round}`;
    if (!json) printLines([`${id} ${deed.told}${round}.`]);
  }
  if (json) printJson(done);
  return done.length < ids.length ? EXIT.failed : EXIT.done;
}

/** Does it with one, or tells why that can't be done. */
async function tryOne(ask: Ask, id: string, { route, force }: Deed) {
  try {
    const query = { force: force ? "true" : undefined };
    const { body } = await ask(doneSchema, `/deliveries/${encodeURIComponent(id)}/${route}`, { method: "POST", query });
    return body.data;
  } catch (error) {
    if (!(error instanceof ApiRefused)) throw error;
    tell(`${id}: ${inOurWords(error.message)}`);
    return undefined;
  }
}
