// What functions may do with the tables, named once for all of them: the calls that the adapters in src/backends/aws
// make, and no others.

import type { FlowhookFunction } from "./flowhook-function.ts";
import type { State } from "./state.ts";

/** To read all flows, and their version. */
export function readFlows(reader: FlowhookFunction, state: State): void {
  reader.allow(["dynamodb:GetItem", "dynamodb:Query"], state.flows.tableArn);
}
