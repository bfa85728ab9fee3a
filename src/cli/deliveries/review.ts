// `flowhook deliveries approve` and `discard`: a person's decision on what is parked, one by one or by selection.

import { parseArgs } from "node:util";
import { type Ask, managementClient } from "../remote/api-client.ts";
import { BULK_OPTIONS, inBulk } from "../remote/bulk.ts";
import { CONNECTION_OPTIONS, readConnection } from "../remote/connection.ts";
import { approveEach, discardEach } from "../remote/one-by-one.ts";
import { readWhich, SELECTION_OPTIONS } from "../remote/selection.ts";

/** Sends parked deliveries. */
export function runApprove(args: string[]): Promise<number> {
  return decide(args, {
    each: approveEach,
    path: "/deliveries/approve",
    sends: true,
    told: ["is approved and on its way", "are approved and on their way"],
  });
}

/** Ends parked deliveries unsent. */
export function runDiscard(args: string[]): Promise<number> {
  return decide(args, {
    each: discardEach,
    path: "/deliveries/discard",
    sends: false,
    told: ["is discarded", "are discarded"],
  });
}

interface Decision {
  readonly each: (ask: Ask, ids: readonly string[], values: { json: boolean }) => Promise<number>;
  readonly path: string;
  readonly sends: boolean;
  readonly told: readonly [string, string];
}

function decide(args: string[], { each, ...deed }: Decision): Promise<number> {
  const options = { ...CONNECTION_OPTIONS, ...SELECTION_OPTIONS, ...BULK_OPTIONS };
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  const which = readWhich(positionals, values);
  const ask = managementClient(readConnection(values));
  return "ids" in which ? each(ask, which.ids, values) : inBulk(ask, { ...deed, ...which }, values);
}
