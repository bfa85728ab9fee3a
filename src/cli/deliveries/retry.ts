// `flowhook deliveries retry`: sends deliveries again, each by its id.

import { parseArgs } from "node:util";
import { managementClient } from "../remote/api-client.ts";
import { CONNECTION_OPTIONS, readConnection } from "../remote/connection.ts";
import { retryEach } from "../remote/one-by-one.ts";
import { UsageError } from "../usage-error.ts";

/** Sends deliveries again. */
export function runRetry(args: string[]): Promise<number> {
  const options = { ...CONNECTION_OPTIONS, force: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
  if (positionals.length === 0) throw new UsageError("Ids of deliveries are needed; dead-letters redrive takes many.");
  return retryEach(managementClient(readConnection(values)), positionals, values);
}
