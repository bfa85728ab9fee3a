// The embedded process: the data directory, the engine and the HTTP server.

import { randomUUID } from "node:crypto";
import type { AddressInfo } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { authenticate } from "#api/ingest/authenticate.ts";
import type { Accepted, IngestPorts, ValidEvent } from "#api/ingest/request.ts";
import { managementApi } from "#api/management.ts";
import { readSecret } from "#app/delivery/read-secrets.ts";
import { ensureDefaultKey } from "#app/keys/default-key.ts";
import { PresentedKeys } from "#app/keys/presented-keys.ts";
import { NO_SOURCES, type SourcesByName } from "#app/sources/source-catalogue.ts";
import { equalHashes, equalSecrets } from "#backends/cryptography/equal-secrets.ts";
import { keyRandomness } from "#backends/cryptography/key-randomness.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { sourceSignatures } from "#backends/cryptography/source-hmac.ts";
import { MAX_BATCH_BYTES } from "#core/event/limits.ts";
import { type DataDirectory, openDataDirectory } from "./data-directory.ts";
import type { EmbeddedOptions } from "./embedded-options.ts";
import { createEngine, type Engine } from "./engine.ts";
import { httpServer } from "./http-server.ts";
import { type KnownEvents, knownEvents } from "./known-events.ts";
import { ListeningServer } from "./listening.ts";

/** The embedded process, running. */
export interface EmbeddedProcess {
  /** The ingest key if this start generated it. The store keeps only its hash, so it can't be shown again. */
  readonly madeIngestKey?: string;
  /** Begins to accept requests. Resolves with the address. */
  listen(port: number, host: string): Promise<AddressInfo>;
  /**
   * Accepts no more requests, ends the work in flight, leaves the rest to the next start and closes the store. Resolves within
   * REQUESTS_END_WITHIN_MS (listening.ts) and STOPS_WITHIN_MS (engine.ts).
   */
  stop(): Promise<void>;
}

/** Starts the embedded process and resumes the work that an earlier process left. Throws DataDirectoryUnusable. */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedProcess> {
  const directory = openDataDirectory(options.data);
  const engine = createEngine(options, directory);
  const sources = await (options.sources ?? NO_SOURCES).current([]);
  const server = new ListeningServer(face(options, engine, directory, sources));
  const made = await ensureDefaultKey({
    keys: engine.keys,
    isGiven: options.ingestKey !== undefined,
    keyRandomness,
    sha256Hex,
    now: options.now,
  });
  await engine.start();
  return {
    ...(made === undefined ? {} : { madeIngestKey: made }),
    listen: (port, host) => server.listen(port, host),
    async stop() {
      engine.readiness.stop();
      await server.stop();
      await engine.stop();
      directory.close();
    },
  };
}

function face(options: EmbeddedOptions, engine: Engine, { database }: DataDirectory, sources: SourcesByName) {
  const { now, adminToken, organization, timezone, secrets, onError } = options;
  const { store, dispatchQueue, catalogue, eventsDeadLetters, profiles, waitingRuns, stops, healths, pipeline } =
    engine;
  const reporting = (what: string) => (error: unknown) => onError(what, error);
  const newRequestId = randomUUID;
  const known = knownEvents(database, (eventId) => store.hasRecordOf(eventId), sources);
  const keys = new PresentedKeys({
    keys: engine.keys,
    givenDefault: options.ingestKey === undefined ? undefined : sha256Hex(options.ingestKey),
    sha256Hex,
    equal: equalHashes,
    onError: reporting("The last use of an ingest key was not stored; the process stores it at a later use"),
  });
  return httpServer({
    readiness: engine.readiness,
    newRequestId,
    ingest: {
      keys,
      accept: accepting(pipeline, known),
      eventsDeadLetters,
      sources: {
        catalogue: options.sources ?? NO_SOURCES,
        secrets,
        signatures: sourceSignatures,
        authenticate: async (authorization) => authenticate(keys, authorization, now()),
        onUnusable: reporting("A request to a source can't be taken; it is answered with 503"),
      },
      maxBatchBytes: MAX_BATCH_BYTES,
      now,
      newRequestId,
      sha256Hex,
      turn,
    },
    management: managementApi({
      store,
      dispatchQueue,
      delayedDispatches: dispatchQueue,
      catalogue,
      now,
      newRequestId,
      newOwner: randomUUID,
      healths,
      resumeTarget: engine.resumeTarget,
      hostLimits: options.hostLimits ?? {},
      keys: engine.keys,
      keyRandomness,
      defaultKeyAdvice: adviceOf(options),
      profiles,
      waitingRuns,
      stops,
      organization,
      organizationZone: timezone,
      sha256Hex,
      pause: (ms) => new Promise((resolve) => void options.setTimer(resolve, ms)),
      secretRefusal: async (name, origin) => {
        const read = await readSecret(secrets, name, origin);
        return read.ok ? undefined : read;
      },
      eventDeadLetters: (limit) => eventsDeadLetters.list(limit),
      isAdmin: async (token) => equalSecrets(token, adminToken),
      onError: reporting("A request to the management API failed with 503"),
    }),
    onError: reporting("A request to ingest failed and was not answered"),
  });
}

/** How to replace a default key that the environment sets. */
function adviceOf({ ingestKey }: EmbeddedOptions): string | undefined {
  if (ingestKey === undefined) return undefined;
  return "The default key is the value of FLOWHOOK_API_KEY, or in the demo of the file demo-ingest-key in --data. Change it there, and restart flowhook serve.";
}

/** Accepts events and reports duplicates. */
function accepting(pipeline: Engine["pipeline"], known: KnownEvents): IngestPorts["accept"] {
  const acceptOne = ({ message, event }: ValidEvent): Promise<Accepted> =>
    known.accept(event, () => pipeline.accept(message, event));
  return (events) => Promise.all(events.map(acceptOne));
}
