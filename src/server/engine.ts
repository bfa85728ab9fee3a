// What works inside the embedded process: from accepted events to recorded deliveries, over the open store.

import { randomUUID } from "node:crypto";
import { abandon } from "#app/delivery/abandon.ts";
import { type DeliveryPorts, deliver } from "#app/delivery/deliver.ts";
import { type FlowCatalogue, flowCatalogue } from "#app/flows/catalogue.ts";
import { hmacSha256Base64 } from "#backends/cryptography/hmac-sha256.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { EmbeddedDispatchQueue } from "#backends/embedded/embedded-dispatch-queue.ts";
import { GroupCommit } from "#backends/embedded/group-commit.ts";
import { Retention } from "#backends/embedded/retention.ts";
import { SqliteDeliveryStore } from "#backends/embedded/sqlite-delivery-store.ts";
import { SqliteDispatches } from "#backends/embedded/sqlite-dispatches.ts";
import { SqliteEventDeadLetters } from "#backends/embedded/sqlite-event-dead-letters.ts";
import { SqliteEventsQueue } from "#backends/embedded/sqlite-events-queue.ts";
import { WorkerListing } from "#backends/embedded/worker-listing.ts";
import type { DataDirectory } from "./data-directory.ts";
import type { EmbeddedOptions } from "./embedded-options.ts";
import { EventPipeline, MAX_RECEIVES } from "./event-pipeline.ts";
import { every } from "./every.ts";
import { slowCommit } from "./slow-disk.ts";

/** What works inside the process, and what its HTTP face needs of it. */
export interface Engine {
  readonly catalogue: FlowCatalogue;
  readonly store: SqliteDeliveryStore;
  readonly dispatchQueue: EmbeddedDispatchQueue;
  readonly eventsDeadLetters: SqliteEventDeadLetters;
  readonly pipeline: EventPipeline;
  /** Takes up what an earlier process left, and begins. */
  start(): Promise<void>;
  /** Finishes what is under way. */
  stop(): Promise<void>;
}

/** Most attempts under way at once. */
const MAX_ACTIVE_ATTEMPTS = 512;

/** How often what is too old is removed, in milliseconds. */
const PURGE_EVERY_MS = 60 * 60 * 1000;

/** Puts the engine together; nothing of it works before its start. */
export function createEngine(options: EmbeddedOptions, { path, database }: DataDirectory): Engine {
  const { now, setTimer, onError } = options;
  const tell = (what: string) => (error: unknown) => onError(what, error);
  const commit = openCommit(options, database);
  const listing = new WorkerListing(path);
  const store = new SqliteDeliveryStore(database, commit, listing);
  const goesOn = tell("The flows can't be read; those that were read before go on being used for a while");
  const catalogue = flowCatalogue(options.flows, now, goesOn);
  const dispatchQueue = new EmbeddedDispatchQueue({
    dispatches: new SqliteDispatches(database, commit),
    now,
    setTimer,
    maxActive: MAX_ACTIVE_ATTEMPTS,
    onError: tell("A delivery was not recorded and is made again"),
  });
  const eventsDeadLetters = new SqliteEventDeadLetters(database, commit, now);
  const pipeline = new EventPipeline({
    events: new SqliteEventsQueue(database, commit),
    matching: { catalogue, dispatchQueue, eventsDeadLetters, sha256Hex },
    setTimer,
    onError: tell("An event was not processed and is tried again"),
  });
  const retention = new Retention(database, commit);
  const purge = () => retention.purge(now()).catch(tell("Old deliveries were not removed"));
  let stopPurging = async () => {};
  return {
    catalogue,
    store,
    dispatchQueue,
    eventsDeadLetters,
    pipeline,
    async start() {
      await catalogue.current(); // compiled before the first event needs it
      const ports = deliveryPorts(options, { catalogue, store, dispatchQueue });
      await dispatchQueue.start(async (message, ends) => {
        await commit.writable();
        return ends < MAX_RECEIVES ? deliver(ports, message) : abandon(ports, message, ends);
      });
      void pipeline.start();
      stopPurging = every(setTimer, PURGE_EVERY_MS, purge);
    },
    async stop() {
      await stopPurging();
      await pipeline.stop();
      await dispatchQueue.stop();
      commit.flush();
      await listing.close();
    },
  };
}

function openCommit({ setTimer, clock, onSlowDisk, onError }: EmbeddedOptions, database: DataDirectory["database"]) {
  const commit = new GroupCommit(database, {
    pause: (ms) => new Promise((resolve) => void setTimer(resolve, ms)),
    onFailure: (error) => onError("The store can't be written; nothing is sent until it can", error),
  });
  const commitMs = slowCommit(() => commit.probe(), clock);
  if (commitMs !== undefined) onSlowDisk(commitMs);
  return commit;
}

function deliveryPorts(
  options: EmbeddedOptions,
  parts: Pick<DeliveryPorts, "catalogue" | "store" | "dispatchQueue">,
): DeliveryPorts {
  const { secrets, target, organization, version, now, random } = options;
  return {
    ...parts,
    ...{ secrets, target, organization, version, now, random },
    // A failed delivery's record is its dead letter: it is listed and sent again from there.
    failedDeliveries: { send: () => Promise.resolve() },
    hmac: hmacSha256Base64,
    newOwner: randomUUID,
  };
}
