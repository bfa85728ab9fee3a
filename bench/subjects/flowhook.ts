// Flowhook's embedded process as a subject, on a new database in a separate folder, with the requested number of flows.

import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { Context } from "../scenarios/context.ts";
import { startChild } from "./child.ts";
import { fillStore } from "./filled-store.ts";
import { type FlowCount, writeFlows } from "./flow-files.ts";
import { SETTLE_MS } from "./relay.ts";
import type { Subject } from "./subject.ts";
import { readUsage } from "./usage.ts";

/** How long a start may take before the bench gives up: many times what it does take. */
const START_MS = 120_000;
const START_MS_PER_FLOW = 5;

const KEY = "bench-key-that-opens-nothing-else";

/** The configuration of a Flowhook. */
export interface AskedFlowhook extends FlowCount {
  readonly name: string;
  /** Past deliveries in its store, and as many retries and runs that wait. */
  readonly past?: number;
  /** The path that takes the events. Default: /events. */
  readonly path?: string;
  /** A file with the template of its events; see Subject. */
  readonly event?: string;
  /** Writes its flows into a new folder; without it they are those of flow-files.ts, to the receiver. */
  readonly write?: (folder: string) => void;
}

/** Starts `flowhook serve` with so many flows, on an empty store or a filled one. */
export async function startFlowhook(
  { receiver, program, folder }: Pick<Context, "receiver" | "program" | "folder">,
  { name, past = 0, path = "/events", event, write, ...count }: AskedFlowhook,
): Promise<Subject> {
  const home = await mkdtemp(join(folder, "subject-"));
  const flows = join(home, "flows");
  if (write === undefined) writeFlows(flows, count, `${receiver}/hook`);
  else write(flows);
  if (past > 0) fillStore(join(home, "data"), past, Date.now());
  const place = ["--port", "0", "--host", "127.0.0.1", "--data", join(home, "data")];
  const child = await startChild([program, "serve", ...place, "--flows", flows, "--allow-target", "127.0.0.0/8"], {
    ready: "Flowhook is listening on",
    env: { FLOWHOOK_API_KEY: KEY },
    timeoutMs: START_MS + START_MS_PER_FLOW * count.flows,
  });
  await pause(SETTLE_MS);
  return {
    name,
    pid: child.pid,
    url: `${child.url}${path}`,
    ...(event === undefined ? {} : { event }),
    headers: [`Authorization: Bearer ${KEY}`],
    startMs: child.startMs,
    idle: readUsage(child.pid),
    stop: async () => {
      const { code, output } = await child.stop();
      if (code !== 0) throw new Error(`flowhook ended with ${code}:\n${output}`);
    },
  };
}
