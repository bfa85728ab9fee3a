// The options of an embedded process. Time, randomness and outgoing requests are options, so that tests control them.

import type { Secrets, WebhookTarget } from "#app/delivery/sending-ports.ts";
import type { FlowStore } from "#app/flows/flow-ports.ts";
import type { ReportNews } from "#app/news.ts";
import type { Now, Random } from "#app/ports.ts";
import type { SourceCatalogue } from "#app/sources/source-catalogue.ts";
import type { Backlog } from "#backends/embedded/sqlite-events-queue.ts";
import type { SetTimer } from "#backends/embedded/timer.ts";
import type { HostLimits } from "#core/flow/host-limits.ts";
import type { JsonObject } from "#core/json.ts";

/** The options and adapters of an embedded process. */
export interface EmbeddedOptions {
  /** The directory of the store; created if it is missing. */
  readonly data: string;
  readonly flows: FlowStore;
  /** Default: no sources. */
  readonly sources?: SourceCatalogue;
  readonly secrets: Secrets;
  /** Sends webhooks. `interrupt` ends the requests in flight and every later request as `interrupted`. */
  readonly target: WebhookTarget & { interrupt?(): void };
  readonly organization: JsonObject;
  /** The organization's time zone, an IANA name. Flows use it for profiles that have no time zone. */
  readonly timezone: string;
  readonly adminToken: string;
  /** The ingest key. Default: the key generated at the first start. */
  readonly ingestKey?: string;
  readonly version: string;
  readonly now: Now;
  readonly random: Random;
  readonly setTimer: SetTimer;
  /** A clock for durations, in milliseconds with fractions. */
  readonly clock: () => number;
  /** Limits of hosts, in addition to those that flows declare. */
  readonly hostLimits?: HostLimits;
  /**
   * The backlog of events at which no more are accepted.
   * @default MAX_BACKLOG (event-pipeline.ts)
   */
  readonly maxBacklog?: Backlog;
  /** Called when a delivery fails for good, an action stops, or a target's circuit opens or closes. */
  readonly onNews?: ReportNews;
  /** Called at the start if a commit takes longer than a local disk needs, with its milliseconds. */
  readonly onSlowDisk: (commitMs: number) => void;
  /** Called with an internal error after which the process retries. */
  readonly onError: (what: string, error: unknown) => void;
}
