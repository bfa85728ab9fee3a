// The embedded process on a simulated clock: its engine over a real SQLite file. Its timers use the simulated clock. Other work,
// such as commits and promises, takes no simulated time, and the playground waits for it.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { approveDelivery, discardDelivery } from "#app/operator/review-delivery.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { listDeliveries } from "#backends/embedded/delivery-listing.ts";
import type { SetTimer } from "#backends/embedded/timer.ts";
import type { Playground, PlaygroundSetup } from "#cli/flow-tests/playground.ts";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { openDataDirectory } from "#server/data-directory.ts";
import { createEngine, type Engine } from "#server/engine.ts";
import { eventually } from "#support/eventually.ts";

/** More deliveries than a scenario has. */
const ALL = 1_000;

/** Opens an embedded process in a new directory. */
export async function openEmbeddedPlayground(setup: PlaygroundSetup): Promise<Playground> {
  const directory = mkdtempSync(join(tmpdir(), "flowhook-playground-"));
  const data = openDataDirectory(directory);
  const timers = new Timers(setup);
  const errors: unknown[] = [];
  const engine = createEngine(engineOptions(setup, directory, timers.set, errors), data);
  await engine.start();
  // Old records are purged while time passes, but the scenario must see all of them.
  const seen = new Map<string, DeliveryRecord>();
  const settle = async (): Promise<void> => {
    await atRest(data.database);
    if (errors.length > 0) throw errors[0];
    for (const record of listDeliveries(data.database, { limit: ALL }).deliveries) seen.set(record.id, record);
  };
  return {
    async receive(message) {
      await accept(engine, message);
      await settle();
    },
    async review(decision, id) {
      const ports = {
        ...engine,
        delayedDispatches: engine.dispatchQueue,
        now: () => setup.clock.now,
        newOwner: () => "reviewer",
      };
      await (decision === "approve" ? approveDelivery : discardDelivery)(ports, id);
      await settle();
    },
    async workDue() {
      while (timers.fireDue()) await settle();
    },
    nextDue: async () => nextDue(data.database),
    deliveries: async () => [...seen.values()],
    async close() {
      await engine.stop();
      data.close();
      rmSync(directory, { recursive: true });
    },
  };
}

function engineOptions(
  { clock, flows, timezone, secrets, target }: PlaygroundSetup,
  data: string,
  setTimer: SetTimer,
  errors: unknown[],
): Parameters<typeof createEngine>[0] {
  return {
    flows: { version: async () => "1", load: async () => ({ version: "1", flows }) },
    data,
    timezone,
    secrets,
    target,
    setTimer,
    organization: {},
    adminToken: "token",
    version: "test",
    now: () => clock.now,
    random: () => 0.5,
    clock: () => 0,
    onSlowDisk: () => {},
    onError: (_what, error) => errors.push(error),
  };
}

async function accept({ pipeline }: Engine, message: EventMessage): Promise<void> {
  const parsed = parseEvent(message, sha256Hex);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  await pipeline.accept(message, parsed.event);
}

/** Timers on the simulated clock. */
class Timers {
  readonly #setup: PlaygroundSetup;
  readonly #pending = new Set<{ readonly at: number; readonly run: () => void }>();

  constructor(setup: PlaygroundSetup) {
    this.#setup = setup;
  }

  readonly set: SetTimer = (run, ms) => {
    const timer = { at: this.#setup.clock.now + ms, run };
    this.#pending.add(timer);
    return () => this.#pending.delete(timer);
  };

  /** Fires the due timers; false if no timer is due. */
  fireDue(): boolean {
    const due = [...this.#pending].filter(({ at }) => at <= this.#setup.clock.now);
    for (const timer of due) {
      this.#pending.delete(timer);
      timer.run();
    }
    return due.length > 0;
  }
}

/** Turns of the event loop after which the work of a timer is visible in the store. */
const TURNS = 4;

/** Resolves when no work is in flight. The row of an event, and a claimed row, stays until its work is done. */
async function atRest(database: DatabaseSync): Promise<void> {
  const busy = database.prepare(
    `SELECT (SELECT count(*) FROM events) + (SELECT count(*) FROM dispatches WHERE taken = 1)
       + (SELECT count(*) FROM run_waits WHERE taken = 1) AS count`,
  );
  await eventually("no work is in flight", async () => {
    for (let turn = 0; turn < TURNS; turn++) await new Promise(setImmediate);
    return busy.get()?.["count"] === 0;
  });
}

function nextDue(database: DatabaseSync): number | undefined {
  const row = database
    .prepare(
      `SELECT min(due_at) AS due_at FROM (SELECT min(due_at) AS due_at FROM dispatches WHERE taken = 0
         UNION ALL SELECT min(due_at) FROM run_waits WHERE taken = 0)`,
    )
    .get();
  return row?.["due_at"] == null ? undefined : Number(row["due_at"]);
}
