// The engine of the embedded process turns accepted events into recorded deliveries.

import { randomUUID } from "node:crypto";
import { setImmediate as turn } from "node:timers/promises";
import { abandon, type DeliveryPorts, deliver } from "#app/delivery/deliver.ts";
import { DeliveryNews } from "#app/delivery/delivery-news.ts";
import type { Dispatch } from "#app/delivery/delivery-ports.ts";
import { type FlowCatalogue, flowCatalogue } from "#app/flows/catalogue.ts";
import { abandonRun, advanceRun } from "#app/runs/advance-run.ts";
import type { RunPorts } from "#app/runs/run-ports.ts";
import { NO_SOURCES } from "#app/sources/source-catalogue.ts";
import { StoppedActions } from "#app/stops/stopped-actions.ts";
import type { TargetHealths } from "#app/targets/target-ports.ts";
import { hmacSha256Base64 } from "#backends/cryptography/hmac-sha256.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { DueWork, type Work } from "#backends/embedded/due-work.ts";
import type { EmbeddedDispatchQueue } from "#backends/embedded/embedded-dispatch-queue.ts";
import { DELAYED_RUNS, EmbeddedStepsQueue } from "#backends/embedded/embedded-steps-queue.ts";
import { GroupCommit } from "#backends/embedded/group-commit.ts";
import { Retention } from "#backends/embedded/retention.ts";
import { SqliteActionStops } from "#backends/embedded/sqlite-action-stops.ts";
import { SqliteDelayedMessages } from "#backends/embedded/sqlite-delayed-messages.ts";
import { SqliteDeliveryStore } from "#backends/embedded/sqlite-delivery-store.ts";
import { SqliteEventDeadLetters } from "#backends/embedded/sqlite-event-dead-letters.ts";
import { SqliteEventsQueue } from "#backends/embedded/sqlite-events-queue.ts";
import { SqliteKeyStore } from "#backends/embedded/sqlite-key-store.ts";
import { SqliteProfileStore } from "#backends/embedded/sqlite-profile-store.ts";
import { SqliteWaitingRuns } from "#backends/embedded/sqlite-waiting-runs.ts";
import { WorkerListing } from "#backends/embedded/worker-listing.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { HOUR_MS } from "#core/time.ts";
import type { DataDirectory } from "./data-directory.ts";
import { createDeliveryQueue } from "./delivery-queue.ts";
import type { EmbeddedOptions } from "./embedded-options.ts";
import { EventPipeline, MAX_RECEIVES } from "./event-pipeline.ts";
import { every } from "./every.ts";
import { Readiness } from "./readiness.ts";
import { slowCommit } from "./slow-disk.ts";

/** The engine, with the ports that the HTTP server needs. */
export interface Engine {
  readonly catalogue: FlowCatalogue;
  readonly store: SqliteDeliveryStore;
  readonly dispatchQueue: EmbeddedDispatchQueue;
  readonly eventsDeadLetters: SqliteEventDeadLetters;
  readonly profiles: SqliteProfileStore;
  readonly waitingRuns: SqliteWaitingRuns;
  readonly stops: StoppedActions;
  /** The health of failing targets. */
  readonly healths: TargetHealths;
  /** Sends the waiting deliveries of a target whose circuit a person closed. */
  readonly resumeTarget: (target: string) => Promise<void>;
  readonly keys: SqliteKeyStore;
  readonly pipeline: EventPipeline;
  readonly readiness: Readiness;
  /** Resumes the work that an earlier process left, and starts. */
  start(): Promise<void>;
  /** Starts no new work, ends the work in flight and leaves the rest in the file. Resolves within STOPS_WITHIN_MS. */
  stop(): Promise<void>;
}

/**
 * How long attempts in flight may take after the stop, in milliseconds. Then the engine interrupts and records them, and the next
 * start repeats them.
 */
const ATTEMPTS_END_WITHIN_MS = 3_000;

/**
 * Longest stop, in milliseconds. Then the store closes and rejects the writes that are left. Together with the time for requests
 * (listening.ts), it is shorter than the ten seconds after which Docker kills a container:
 * https://docs.docker.com/reference/cli/docker/container/stop/
 */
const STOPS_WITHIN_MS = 6_000;

/** Most runs that advance at the same time. Each keeps its event in memory until its webhooks are settled. */
const MAX_ACTIVE_RUNS = 512;

/** How often expired rows are deleted, in milliseconds. */
const PURGE_EVERY_MS = HOUR_MS;

/** Creates the engine; it does nothing before `start`. */
export function createEngine(options: EmbeddedOptions, { path, database }: DataDirectory): Engine {
  const { now, setTimer, onError } = options;
  const reporting = (what: string) => (error: unknown) => onError(what, error);
  const commit = openCommit(options, database);
  const listing = new WorkerListing(path);
  const store = new SqliteDeliveryStore(database, commit, listing);
  const onStaleFlows = reporting("The flows can't be read; the flows in memory stay in use for up to five minutes");
  const catalogue = flowCatalogue(options.flows, now, onStaleFlows, 0, turn); // the flows are in memory, so a changed file takes effect at once
  const { deliveries, dispatchQueue, gate, healths, resume } = createDeliveryQueue(options, database, commit);
  const steps = new DueWork({
    delayed: new SqliteDelayedMessages(database, commit, DELAYED_RUNS),
    now,
    setTimer,
    maxActive: MAX_ACTIVE_RUNS,
    onError: reporting("A run did not advance; the process retries it"),
  });
  const profiles = new SqliteProfileStore(database, commit);
  const onSooner = () => steps.lookAgain();
  const waitingRuns = new SqliteWaitingRuns({ database, commit, reader: listing, now, onSooner });
  const onStaleStops = reporting(
    "Stopped actions can't be read; the actions that were stopped before stay stopped for up to five minutes",
  );
  const stops = new StoppedActions(new SqliteActionStops(database, commit), now, onStaleStops);
  const runs: RunPorts = {
    catalogue,
    dispatchQueue,
    store,
    now,
    newOwner: randomUUID,
    stepsQueue: new EmbeddedStepsQueue(steps),
    profiles,
    waitingRuns,
    organizationZone: options.timezone,
  };
  const eventsDeadLetters = new SqliteEventDeadLetters(database, commit, now);
  const pipeline = new EventPipeline({
    events: new SqliteEventsQueue(database, commit),
    matching: { ...runs, eventsDeadLetters, sources: options.sources ?? NO_SOURCES, sha256Hex },
    setTimer,
    maxBacklog: options.maxBacklog,
    onError: reporting("An event was not processed; the process retries it"),
  });
  const retention = new Retention(database, commit);
  const keys = new SqliteKeyStore(database, commit);
  const purge = () =>
    Promise.all([retention.purge(now()), keys.forget(now())]).catch(
      reporting("Expired rows were not deleted; the process retries with the next purge"),
    );
  let stopPurging = async () => {};
  return {
    catalogue,
    store,
    dispatchQueue,
    eventsDeadLetters,
    profiles,
    waitingRuns,
    stops,
    healths,
    resumeTarget: resume,
    keys,
    pipeline,
    readiness: new Readiness({
      isUnwritable: () => commit.isFailing,
      isFull: () => pipeline.isFull,
      flows: () => catalogue.current(),
    }),
    async start() {
      await catalogue.current(); // compiled before the first event needs it
      const delivery = deliveryPorts(options, { catalogue, store, delayedDispatches: dispatchQueue, stops, gate });
      const suspectsUntil = await deliveries.start(deliveryWork(commit, delivery), now());
      void pipeline.start();
      await steps.start(runWork(commit, pipeline, runs), suspectsUntil);
      stopPurging = every(setTimer, PURGE_EVERY_MS, purge);
    },
    async stop() {
      // On the machine's clock, like the timeouts of requests, because the stop waits for the network and the disk.
      const interrupt = setTimeout(() => options.target.interrupt?.(), ATTEMPTS_END_WITHIN_MS);
      const giveUp = setTimeout(() => commit.close(), STOPS_WITHIN_MS);
      // Together: from now on no attempt starts, and the deliveries of events and runs go into the file.
      await Promise.all([stopPurging(), pipeline.stop(), steps.stop(), deliveries.stop()]);
      clearTimeout(interrupt);
      clearTimeout(giveUp);
      commit.close();
      await listing.close();
    },
  };
}

/** Makes attempts, except while the store can't record them. */
function deliveryWork(commit: GroupCommit, ports: DeliveryPorts): Work<Dispatch> {
  return async ({ message }, ends) => {
    await commit.writable();
    return ends < MAX_RECEIVES ? deliver(ports, message) : abandon(ports, message, ends);
  };
}

/** Advances runs, but only after the events that were accepted before are in the history. */
function runWork(commit: GroupCommit, pipeline: EventPipeline, ports: RunPorts): Work<RunMessage> {
  return async (run, ends) => {
    await commit.writable();
    if (!(await pipeline.begun())) return "held";
    await commit.turn();
    return ends < MAX_RECEIVES ? advanceRun(ports, run) : abandonRun(ports, run, ends);
  };
}

function openCommit({ setTimer, clock, onSlowDisk, onError }: EmbeddedOptions, database: DataDirectory["database"]) {
  const commit = new GroupCommit(database, {
    pause: (ms) => new Promise((resolve) => void setTimer(resolve, ms)),
    onFailure: (error) => onError("The store can't be written; no webhook is sent until it can", error),
  });
  const commitMs = slowCommit(() => commit.probe(), clock);
  if (commitMs !== undefined) onSlowDisk(commitMs);
  return commit;
}

function deliveryPorts(
  options: EmbeddedOptions,
  parts: Pick<DeliveryPorts, "catalogue" | "store" | "delayedDispatches" | "stops" | "gate">,
): DeliveryPorts {
  const { secrets, target, organization, timezone, version, now, random, onNews } = options;
  return {
    ...(onNews ? { news: new DeliveryNews(onNews, now) } : {}),
    ...parts,
    secrets,
    target,
    organization,
    organizationZone: timezone,
    version,
    now,
    random,
    // The record of a failed delivery is its dead letter, so there is nothing else to write.
    failedDeliveries: { send: () => Promise.resolve() },
    hmac: hmacSha256Base64,
    newOwner: randomUUID,
  };
}
