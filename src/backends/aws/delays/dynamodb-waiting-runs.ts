// Lists, counts and cancels waiting runs in DynamoDB. Runs that are due within 15 minutes are in SQS, which can't be listed;
// they can be cancelled nevertheless, because each run that wakes checks whether it is cancelled.

import { UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { Now } from "#app/ports.ts";
import type { RunKey, WaitingRunCounts, WaitingRunPage, WaitingRunQuery, WaitingRuns } from "#app/runs/run-ports.ts";
import { deliveryId } from "#core/delivery/delivery-id.ts";
import type { WaitingRun } from "#core/runs/waiting-run.ts";
import { conditionalWrite, type Table } from "../dynamodb/table.ts";
import { addCancelled, isCancelled } from "./cancelled-runs.ts";
import { countWaitingRuns } from "./count-waiting-runs.ts";
import { delayedMessageKey } from "./delayed-message-keys.ts";
import { listWaitingRuns } from "./list-waiting-runs.ts";
import { WAITS_BY_FLOW } from "./waiting-run-index.ts";

/** The waiting runs in the waits table. */
export class DynamoDbWaitingRuns implements WaitingRuns {
  readonly #table: Table;
  readonly #now: Now;

  constructor(table: Table, now: Now) {
    this.#table = table;
    this.#now = now;
  }

  list(query: WaitingRunQuery): Promise<WaitingRunPage> {
    return listWaitingRuns(this.#table, query, this.#now());
  }

  count(flowId: string): Promise<WaitingRunCounts> {
    return countWaitingRuns(this.#table, flowId, this.#now());
  }

  async cancel(run: RunKey | WaitingRun): Promise<void> {
    await addCancelled(this.#table, run, this.#now());
    if ("due_at" in run) await this.#removeFromIndex(run);
  }

  isCancelled(key: RunKey): Promise<boolean> {
    return isCancelled(this.#table, key);
  }

  /** The row itself stays and wakes its run, which then ends. */
  async #removeFromIndex(run: WaitingRun): Promise<void> {
    const { client, tableName } = this.#table;
    const key = delayedMessageKey({ id: deliveryId(run), dueAt: run.due_at });
    const write = new UpdateItemCommand({
      TableName: tableName,
      Key: key,
      UpdateExpression: "REMOVE #partition, #sort",
      ConditionExpression: "attribute_exists(#partition)",
      ExpressionAttributeNames: { "#partition": WAITS_BY_FLOW.partition, "#sort": WAITS_BY_FLOW.sort },
    });
    await conditionalWrite(client.send(write));
  }
}
