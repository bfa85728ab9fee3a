// The embedded process, composed: SQLite file, flows, pipeline, way out and HTTP. Everything of it that varies (time,
// chance, ids, the way out) comes in here, so that tests can own it.

import { randomBytes, randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { managementApi } from "#api/management.ts";
import { abandon } from "#app/delivery/abandon.ts";
import { deliver } from "#app/delivery/deliver.ts";
import { flowCatalogue } from "#app/flows/catalogue.ts";
import type { FlowStore, Now, Random, Secrets, WebhookTarget } from "#app/ports.ts";
import { equalSecrets } from "#backends/cryptography/equal-secrets.ts";
import { hmacSha256Base64 } from "#backends/cryptography/hmac-sha256.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { lockDataDirectory } from "#backends/embedded/data-lock.ts";
import { openDatabase } from "#backends/embedded/database.ts";
import { EmbeddedDispatchQueue } from "#backends/embedded/embedded-dispatch-queue.ts";
import { GroupCommit } from "#backends/embedded/group-commit.ts";
import { ingestKeys } from "#backends/embedded/ingest-keys.ts";
import { Retention } from "#backends/embedded/retention.ts";
import { SqliteDeliveryStore } from "#backends/embedded/sqlite-delivery-store.ts";
import { SqliteDispatches } from "#backends/embedded/sqlite-dispatches.ts";
import { SqliteEventDeadLetters } from "#backends/embedded/sqlite-event-dead-letters.ts";
import { SqliteEventsQueue } from "#backends/embedded/sqlite-events-queue.ts";
import type { SetTimer } from "#backends/embedded/timer.ts";
import { WorkerListing } from "#backends/embedded/worker-listing.ts";
import type { JsonObject } from "#core/json.ts";
import { EventPipeline, MAX_RECEIVES } from "./event-pipeline.ts";
import { httpServer } from "./http-server.ts";
import { slowCommit } from "./slow-disk.ts";

/** What the embedded process is made of. */
export interface EmbeddedOptions {
  /** The directory of the store; made when there is none. */
  readonly data: string;
  readonly flows: FlowStore;
  readonly secrets: Secrets;
  readonly target: WebhookTarget;
  readonly organization: JsonObject;
  readonly adminToken: string;
  /** The ingest key; without it the one made at the first start. */
  readonly ingestKey?: string;
  readonly version: string;
  readonly now: Now;
  readonly random: Random;
  readonly setTimer: SetTimer;
  /** A clock for durations, in milliseconds with fractions. */
  readonly clock: () => number;
  /** Told at the start when the disk takes so many milliseconds for a commit. */
  readonly onSlowDisk: (commitMs: number) => void;
  /** Told of what went wrong inside and is tried again. */
  readonly onError: (what: string, error: unknown) => void;
}

/** The embedded process, running. */
export interface EmbeddedProcess {
  /** The ingest key, when it was made at this start: the only time it can be shown. */
  readonly madeIngestKey?: string;
  /** Begins to accept requests. Resolves with the address. */
  listen(port: number, host: string): Promise<AddressInfo>;
  /** Accepts nothing more, finishes what is under way, and closes the store. */
  stop(): Promise<void>;
}

/** The data directory holds events, tokens and secrets: no one but its owner may look into it. */
const OWNER_ONLY = 0o700;

/** The store's file in the data directory. */
const DATABASE_FILE = "flowhook.db";

/** Most attempts under way at once. */
const MAX_ACTIVE_ATTEMPTS = 512;

/** How often what is too old is removed, in milliseconds. */
const PURGE_EVERY_MS = 60 * 60 * 1000;

/** Another process has the data directory. */
export class DataDirectoryInUse extends Error {
  constructor(directory: string) {
    super(`Another Flowhook is using ${directory}. Stop it, or give this one a --data directory of its own.`);
  }
}

/** Starts the embedded process: what an earlier one left is taken up at once. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedProcess> {
  const { now, setTimer, onError } = options;
  mkdirSync(options.data, { recursive: true, mode: OWNER_ONLY });
  const lock = lockDataDirectory(options.data);
  if (!lock) throw new DataDirectoryInUse(options.data);
  const path = join(options.data, DATABASE_FILE);
  const database = openDatabase(path);
  const keys = ingestKeys(database, {
    given: options.ingestKey,
    make: () => randomBytes(24).toString("base64url"),
    sha256Hex,
  });
  const commit = new GroupCommit(database, {
    pause: (ms) => new Promise((resolve) => void setTimer(resolve, ms)),
    onFailure: (error) => onError("The store can't be written; nothing is sent until it can", error),
  });
  const commitMs = slowCommit(() => commit.probe(), options.clock);
  if (commitMs !== undefined) options.onSlowDisk(commitMs);
  const listing = new WorkerListing(path);
  const store = new SqliteDeliveryStore(database, commit, listing);
  const catalogue = flowCatalogue(options.flows, now);
  const dispatchQueue = new EmbeddedDispatchQueue({
    dispatches: new SqliteDispatches(database, commit),
    now,
    setTimer,
    maxActive: MAX_ACTIVE_ATTEMPTS,
    onError: (error) => onError("A delivery was not recorded and is made again", error),
  });
  const eventsDeadLetters = new SqliteEventDeadLetters(database, commit, now);
  const pipeline = new EventPipeline({
    events: new SqliteEventsQueue(database, commit),
    matching: {
      catalogue,
      dispatchQueue,
      eventsDeadLetters,
      sha256Hex,
    },
    setTimer,
    onError: (error) => onError("An event was not processed and is tried again", error),
  });
  const delivery = {
    ...options,
    catalogue,
    store,
    dispatchQueue,
    // A failed delivery's record is its dead letter: it is listed and sent again from there.
    failedDeliveries: { send: () => Promise.resolve() },
    hmac: hmacSha256Base64,
    newOwner: randomUUID,
  };
  await catalogue.current(); // compiled before the first event needs it
  await dispatchQueue.start(async (message, ends) => {
    await commit.writable();
    return ends < MAX_RECEIVES ? deliver(delivery, message) : abandon(delivery, message, ends);
  });
  const server = httpServer({
    ingest: {
      keys: keys.ids,
      accept: (message, event) => pipeline.accept(message, event),
      now,
      newRequestId: randomUUID,
      sha256Hex,
    },
    management: managementApi({
      store,
      dispatchQueue,
      catalogue,
      now,
      eventDeadLetters: (limit) => eventsDeadLetters.list(limit),
      isAdmin: async (token) => equalSecrets(token, options.adminToken),
      newRequestId: randomUUID,
      onError: (error) => onError("A request to the management API broke", error),
    }),
    onError: (error) => onError("A request broke", error),
  });
  void pipeline.start();
  const retention = new Retention(database, commit);
  const stopPurging = every(setTimer, PURGE_EVERY_MS, () =>
    retention.purge(now()).catch((error: unknown) => onError("Old deliveries were not removed", error)),
  );
  return {
    ...(keys.made === undefined ? {} : { madeIngestKey: keys.made }),
    listen: (port, host) => listen(server, port, host),
    async stop() {
      stopPurging();
      await close(server);
      await pipeline.stop();
      await dispatchQueue.stop();
      commit.flush();
      await listing.close();
      database.close();
      lock.close();
    },
  };
}

/** Runs `run` at once and then again and again, so long after each end; the result stops it. */
function every(setTimer: SetTimer, ms: number, run: () => Promise<unknown>): () => void {
  let cancel = () => {};
  let stopped = false;
  const again = async () => {
    await run();
    if (!stopped) cancel = setTimer(() => void again(), ms);
  };
  void again();
  return () => {
    stopped = true;
    cancel();
  };
}

function listen(server: Server, port: number, host: string): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("The server has no port"));
      else resolve(address);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}
