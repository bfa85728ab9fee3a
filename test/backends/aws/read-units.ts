// The cost of reads, as DynamoDB reports it for each call: half a read unit for each started 4 KB, and twice that for strongly
// consistent reads (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html).

import type { ConsumedCapacity, DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** The reads of a client: calls and read units. */
export interface ReadCost {
  reads: number;
  units: number;
}

const READS: readonly (string | undefined)[] = ["GetItemCommand", "QueryCommand"];

/** Counts the reads of `client` from now on. */
export function countReads(client: DynamoDBClient): ReadCost {
  const cost: ReadCost = { reads: 0, units: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (!READS.includes(context.commandName)) return next(args);
      const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: "TOTAL" } });
      // Both commands have this output, because their input requests it.
      const { ConsumedCapacity: consumed } = result.output as { ConsumedCapacity?: ConsumedCapacity };
      cost.reads += 1;
      cost.units += consumed?.CapacityUnits ?? Number.NaN;
      return result;
    },
    { step: "initialize", name: "countReads" },
  );
  return cost;
}
