// Stopped actions in DynamoDB, on one partition, so that one query reads all of them. Usually it is empty. It is written when
// a target is gone and when a person resumes an action, never by successful deliveries.

import { PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import type { ActionStops } from "#app/stops/stop-ports.ts";
import type { ActionKey, ActionStop } from "#core/delivery/action-stop.ts";
import { DAY_SECONDS } from "#core/time.ts";
import { type Item, number, readNumber, readText, required, text } from "../dynamodb/attribute-values.ts";
import { conditionalWrite, queryAll, type Table } from "../dynamodb/table.ts";
import { updateExpression } from "../dynamodb/update-expression.ts";
import { STOPS_PARTITION, stopKey } from "./target-keys.ts";

/** The version of these rows. */
const STOP_VERSION = 1;

/** The time to live of a resumed stop, in seconds: longer than any message from before the resumption. */
const RESUMED_TTL_SECONDS = 30 * DAY_SECONDS;

/** The rule of `afterGone`: the condition holds if the stop changes the row. */
const CHANGES_THE_ROW =
  "attribute_not_exists(pk) OR resumed_at < :at OR " +
  "(attribute_not_exists(resumed_at) AND #url <> :url AND stopped_at < :at)";

/** The stopped actions in the targets table. */
export class DynamoDbActionStops implements ActionStops {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async stopped(): Promise<readonly ActionStop[]> {
    const rows = await queryAll(this.#table, {
      KeyConditionExpression: "pk = :stops",
      FilterExpression: "attribute_not_exists(resumed_at)",
      ExpressionAttributeValues: { ":stops": text(STOPS_PARTITION) },
    });
    return rows.map(toStop);
  }

  async gone(gone: Omit<ActionStop, "resumed_at">): Promise<void> {
    const put = new PutItemCommand({
      TableName: this.#table.tableName,
      Item: toRow(gone),
      ConditionExpression: CHANGES_THE_ROW,
      ExpressionAttributeNames: { "#url": "url" },
      ExpressionAttributeValues: { ":at": number(gone.stopped_at), ":url": text(gone.url) },
    });
    await conditionalWrite(this.#table.client.send(put));
  }

  async resume(action: ActionKey, now: number): Promise<ActionStop | undefined> {
    const update = new UpdateItemCommand({
      TableName: this.#table.tableName,
      Key: stopKey(action),
      ...updateExpression({
        set: { resumed_at: number(now), ttl: number(Math.ceil(now / 1_000) + RESUMED_TTL_SECONDS) },
        condition: "attribute_exists(#pk) AND attribute_not_exists(#resumed_at)",
        compared: ["pk"],
      }),
      ReturnValues: "ALL_OLD",
    });
    const written = await conditionalWrite(this.#table.client.send(update));
    return written.ok && written.output.Attributes ? toStop(written.output.Attributes) : undefined;
  }
}

function toRow({ flow_id, action_id, url, stopped_at, delivery_id }: Omit<ActionStop, "resumed_at">): Item {
  return {
    ...stopKey({ flow_id, action_id }),
    v: number(STOP_VERSION),
    flow_id: text(flow_id),
    action_id: text(action_id),
    url: text(url),
    stopped_at: number(stopped_at),
    delivery_id: text(delivery_id),
  };
}

function toStop(row: Item): ActionStop {
  const textOf = (name: string) => required(readText(row, name), name);
  return {
    flow_id: textOf("flow_id"),
    action_id: textOf("action_id"),
    url: textOf("url"),
    stopped_at: required(readNumber(row, "stopped_at"), "stopped_at"),
    delivery_id: textOf("delivery_id"),
  };
}
