// An event pipeline over a store, with one flow that sends a webhook for each order.

import type { Dispatch } from "#app/delivery/delivery-ports.ts";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import { loadFlows } from "#app/flows/load-flows.ts";
import type { EventsDeadLetters } from "#app/runs/run-ports.ts";
import { NO_SOURCES } from "#app/sources/source-catalogue.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { SqliteEventsQueue } from "#backends/embedded/sqlite-events-queue.ts";
import type { SetTimer } from "#backends/embedded/timer.ts";
import { MemoryProfileStore } from "#backends/memory/memory-profile-store.ts";
import { EventPipeline } from "#server/event-pipeline.ts";
import { orderFlow } from "#support/flow-files.ts";
import type { openStore } from "#support/opened-store.ts";

/** Sends the deliveries of the pipeline. */
export type SendDispatches = (dispatches: readonly Dispatch[]) => Promise<void>;

interface PipelineParts {
  readonly send: SendDispatches;
  readonly sendLetter?: EventsDeadLetters["send"];
  /** @default timers that fire in the next turn */
  readonly setTimer?: SetTimer;
  readonly onError: (error: unknown) => void;
}

const { flows } = loadFlows([{ path: "a.yaml", text: orderFlow("order", "https://hook.example/") }]);
const catalogue = compileCatalogue("1", flows);

const nextTurn: SetTimer = (run) => {
  const timer = setImmediate(run);
  return () => clearImmediate(timer);
};

/** Opens a pipeline over a store. */
export function openPipeline(
  { database, commit }: ReturnType<typeof openStore>,
  { send, sendLetter = async () => {}, setTimer = nextTurn, onError }: PipelineParts,
) {
  const events = new SqliteEventsQueue(database, commit);
  const flow = new EventPipeline({
    events,
    matching: {
      catalogue: { current: async () => catalogue },
      dispatchQueue: { send },
      stepsQueue: { send: async () => {} },
      profiles: new MemoryProfileStore(),
      organizationZone: "UTC",
      sources: NO_SOURCES,
      eventsDeadLetters: { send: sendLetter },
      sha256Hex,
    },
    setTimer,
    onError,
  });
  return { events, flow };
}
