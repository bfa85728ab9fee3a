// What reads cost, as DynamoDB says it of each call: half a read unit for each 4 KB, begun or full, and twice that where the
// reading is strongly consistent (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html).

import type { ConsumedCapacity, DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** What was read: how often, and for how many units. */
export interface ReadCost {
  reads: number;
  units: number;
}

const READS: readonly (string | undefined)[] = ["GetItemCommand", "QueryCommand"];

/** Counts what `client` reads from now on. */
export function countReads(client: DynamoDBClient): ReadCost {
  const cost: ReadCost = { reads: 0, units: 0 };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (!READS.includes(context.commandName)) return next(args);
      const result = await next({ ...args, input: { ...args.input, ReturnConsumedCapacity: "TOTAL" } });
      // Both commands have this output, because it was asked for.
      const { ConsumedCapacity: consumed } = result.output as { ConsumedCapacity?: ConsumedCapacity };
      cost.reads += 1;
      cost.units += consumed?.CapacityUnits ?? Number.NaN;
      return result;
    },
    { step: "initialize", name: "countReads" },
  );
  return cost;
}
