// What an embedded process is made of. All of it that varies (time, chance, the way out) comes in here, so that tests can
// own it.

import type { Secrets, WebhookTarget } from "#app/delivery/sending-ports.ts";
import type { FlowStore } from "#app/flows/flow-ports.ts";
import type { ReportNews } from "#app/news.ts";
import type { Now, Random } from "#app/ports.ts";
import type { SetTimer } from "#backends/embedded/timer.ts";
import type { HostLimits } from "#core/flow/host-limits.ts";
import type { JsonObject } from "#core/json.ts";

/** What the embedded process is made of. */
export interface EmbeddedOptions {
  /** The directory of the store; made when there is none. */
  readonly data: string;
  readonly flows: FlowStore;
  readonly secrets: Secrets;
  /** The way out. `interrupt` ends all requests under way, and every later one at once, as `interrupted`. */
  readonly target: WebhookTarget & { interrupt?(): void };
  readonly organization: JsonObject;
  /** The organization's time zone, an IANA name: that of times in flows for profiles without one. */
  readonly timezone: string;
  readonly adminToken: string;
  /** The ingest key; without it the one made at the first start. */
  readonly ingestKey?: string;
  readonly version: string;
  readonly now: Now;
  readonly random: Random;
  readonly setTimer: SetTimer;
  /** A clock for durations, in milliseconds with fractions. */
  readonly clock: () => number;
  /** Limits of hosts, beside those that flows declare. */
  readonly hostLimits?: HostLimits;
  /** Told when deliveries fail for good, an action stops, or a target's circuit opens or closes. */
  readonly onNews?: ReportNews;
  /** Told at the start when the disk takes so many milliseconds for a commit. */
  readonly onSlowDisk: (commitMs: number) => void;
  /** Told of what went wrong inside and is tried again. */
  readonly onError: (what: string, error: unknown) => void;
}
