// Whether a delivery is one of those that a scenario speaks of.

import type { DeliveryKey } from "#core/delivery/delivery-id.ts";
import type { Which } from "./scenario-schema.ts";

/** Whether a delivery is of this flow and this action; those that are not named may be any. */
export function isOneOf({ flow, action }: Which, key: Pick<DeliveryKey, "flow_id" | "action_id">): boolean {
  return (flow === undefined || flow === key.flow_id) && (action === undefined || action === key.action_id);
}
