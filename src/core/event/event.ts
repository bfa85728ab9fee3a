// An event: what happened, and to whom. Every format that arrives is parsed to this one shape, once, at the edge;
// everything after reads only this.

import type { JsonObject } from "../json.ts";
import type { Profile } from "./profile.ts";

/** Something that happened: the input of every flow. Times are milliseconds since 1970 (UTC). */
export interface Event {
  /** The same for each copy of one event, however often it arrives: see event-id.ts. */
  readonly id: string;
  /** The name of the kind of event: "Placed Order". */
  readonly metric: string;
  readonly profile: Profile;
  readonly properties: JsonObject;
  /** When it happened. */
  readonly time: number;
  /** A number to go with the event, for instance what an order is worth. */
  readonly value?: number;
  /** ISO 4217 code of `value`. */
  readonly value_currency?: string;
  /** The sender's own id of this event, unique for its profile and metric. */
  readonly unique_id?: string;
  /** Recorded only: starts no flow. */
  readonly backfill?: boolean;
  /** When ingest received it. Age is `received_at - time`, so that an outage of ours makes nothing too old. */
  readonly received_at: number;
}
