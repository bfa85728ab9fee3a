// An event: its metric, its profile and its data. Every format is parsed to this type once, at the edge, and all later code reads
// only this.

import type { JsonObject } from "../json.ts";
import type { Profile } from "./profile.ts";

/** The input of every flow. Times are milliseconds since 1970 (UTC). */
export interface Event {
  /** The same for every copy of the event: see event-id.ts. */
  readonly id: string;
  /** The name of the kind of event: "Placed Order". */
  readonly metric: string;
  readonly profile: Profile;
  readonly properties: JsonObject;
  /** When it happened. */
  readonly time: number;
  /** A number that belongs to the event, such as the value of an order. */
  readonly value?: number;
  /** ISO 4217 code of `value`. */
  readonly value_currency?: string;
  /** The sender's id of this event, unique for its profile and metric. */
  readonly unique_id?: string;
  /** Recorded only: starts no flow. */
  readonly backfill?: boolean;
  /** When ingest received it. Age is `received_at - time`, so that an outage of Flowhook makes no event too old. */
  readonly received_at: number;
}
