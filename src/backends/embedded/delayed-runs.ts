// Runs that wait for the time of their next action.

import { deliveryId, deliveryKey } from "#core/delivery/delivery-id.ts";
import { type RunMessage, runMessageSchema } from "#core/messages/run-message.ts";
import { parseJson } from "#core/parse-json.ts";
import type { DelayedTable } from "./sqlite-delayed-messages.ts";

/** The table of runs that wait; one row for each event, flow and action. */
export const DELAYED_RUNS: DelayedTable<RunMessage> = {
  name: "run_waits",
  columns: ["flow_id", "action_id", "message"],
  idOf: (run) => deliveryId(deliveryKey(run)),
  startOf: ({ started_at }) => started_at,
  toColumns: (run) => ({ flow_id: run.flow_id, action_id: run.action_id, message: JSON.stringify(run) }),
  toItem: (row) => runMessageSchema.parse(parseJson(String(row["message"]))),
};
