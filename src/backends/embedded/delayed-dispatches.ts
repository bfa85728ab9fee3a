// Deliveries that wait for the time of their next attempt, or for room in memory.

import type { Dispatch } from "#app/delivery/delivery-ports.ts";
import { deliveryId, deliveryKey } from "#core/delivery/delivery-id.ts";
import { deliveryMessageSchema } from "#core/messages/delivery-message.ts";
import { parseJson } from "#core/parse-json.ts";
import type { LaneTable } from "./lane-backlog.ts";

/** The table of deliveries that wait; one row an attempt. */
export const DELAYED_DISPATCHES: LaneTable<Dispatch> = {
  name: "dispatches",
  columns: ["target", "message"],
  laneColumn: "target",
  // An attempt that waits once more is another wait: the row of the one before is there until it is stored.
  idOf: ({ message }) => {
    const { round, attempt, waiting } = message;
    return `${deliveryId(deliveryKey(message))}#${round}.${attempt}${waiting ? `~${waiting.times}` : ""}`;
  },
  startOf: ({ message }) => message.started_at,
  toColumns: ({ target, message }) => ({ target, message: JSON.stringify(message) }),
  toItem: (row) => ({
    target: String(row["target"]),
    message: deliveryMessageSchema.parse(parseJson(String(row["message"]))),
  }),
};
