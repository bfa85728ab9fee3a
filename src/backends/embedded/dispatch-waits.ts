// Deliveries that wait: for the time of their next attempt, or for work in memory to make room.

import type { Dispatch } from "#app/ports.ts";
import { deliveryMessageSchema } from "#core/messages/delivery-message.ts";
import { parseJson } from "#core/parse-json.ts";
import type { LaneTable } from "./lane-backlog.ts";

/** The table of deliveries that wait; one row an attempt. */
export const DISPATCH_WAITS: LaneTable<Dispatch> = {
  name: "dispatches",
  columns: ["target", "message"],
  laneColumn: "target",
  idOf: ({ message: { event, flow_id, action_id, round, attempt } }) =>
    `${event.id}:${flow_id}:${action_id}#${round}.${attempt}`,
  startOf: ({ message }) => message.started_at,
  toValues: ({ target, message }) => [target, JSON.stringify(message)],
  toItem: (row) => ({
    target: String(row["target"]),
    message: deliveryMessageSchema.parse(parseJson(String(row["message"]))),
  }),
};
