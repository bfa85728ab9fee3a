// Selects the deliveries that are listed or sent again at once. Stores find them with the indexes that they have, and apply this
// rule to the other fields.

import { hasIdentifier } from "../event/profile.ts";
import { hostOf } from "../flow/host-limits.ts";
import { originOf } from "../target/origin.ts";
import type { DeliveryRecord, DeliveryStatus } from "./record.ts";

/** Selects the deliveries that match all given fields. Times in milliseconds since 1970. */
export interface DeliverySelection {
  readonly status?: DeliveryStatus;
  readonly flow?: string;
  readonly action?: string;
  readonly event?: string;
  /** An identifier of the profile, alone or with its kind: "ada@shop.example", "email:ada@shop.example". */
  readonly profile?: string;
  /** The reason of the last attempt: a code of docs/errors.md. */
  readonly reason?: string;
  /** The target of the request: "https://api.crm.example", or the host alone, with the port unless it is the scheme's default. */
  readonly target?: string;
  /** Created at or after this time. */
  readonly since?: number;
  /** Created before this time. */
  readonly until?: number;
}

/** Whether a delivery is selected. */
export function isSelected(record: DeliveryRecord, selection: DeliverySelection): boolean {
  const { status, flow, action, event, profile, reason, target, since, until } = selection;
  const equal = [
    [status, record.status],
    [flow, record.flow_id],
    [action, record.action_id],
    [event, record.event_id],
    [reason, record.reason],
  ];
  if (!equal.every(([asked, found]) => asked === undefined || asked === found)) return false;
  if (record.created_at < (since ?? 0) || record.created_at >= (until ?? Number.POSITIVE_INFINITY)) return false;
  if (profile !== undefined && !hasIdentifier(record.event.profile, profile)) return false;
  return target === undefined || wentTo(record, target.toLowerCase());
}

/** Whether the request was made for this target. A request that could not be rendered has no target. */
function wentTo({ request }: DeliveryRecord, target: string): boolean {
  if (request === undefined) return false;
  const origin = originOf(request.url);
  return origin === target || hostOf(origin) === target;
}
