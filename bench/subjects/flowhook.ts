// Flowhook's embedded process as a subject, on a new database in a folder of its own, with as many flows as asked.

import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startChild } from "./child.ts";
import { writeFlows } from "./flow-files.ts";
import { SETTLE_MS } from "./relay.ts";
import type { Subject } from "./subject.ts";
import { readUsage } from "./usage.ts";

const SCRIPT = fileURLToPath(new URL("../../bin/flowhook.ts", import.meta.url));
const KEY = "bench-key-that-opens-nothing-else";

/** How Flowhook is started. */
export interface FlowhookOptions {
  readonly name: string;
  readonly flows: number;
  /** Folder under which its database is made; the system's temporary folder by default. */
  readonly folder?: string;
}

/** Starts `flowhook serve` with the receiver as the target of its flows. */
export async function startFlowhook(receiver: string, options: FlowhookOptions): Promise<Subject> {
  if (!existsSync(SCRIPT)) throw new Error(`there is no ${SCRIPT}`);
  const home = await mkdtemp(join(options.folder ?? tmpdir(), "flowhook-bench-"));
  const flows = join(home, "flows");
  await writeFlows(flows, options.flows, `${receiver}/hook`);
  const child = await startChild(
    [SCRIPT, "serve", "--port", "0", "--host", "127.0.0.1", "--data", join(home, "data"), "--flows", flows].concat([
      "--allow-target",
      "127.0.0.0/8",
    ]),
    { ready: "Flowhook is listening on", env: { FLOWHOOK_API_KEY: KEY } },
  );
  await pause(SETTLE_MS);
  return {
    name: options.name,
    pid: child.pid,
    url: `${child.url}/events`,
    headers: [`Authorization: Bearer ${KEY}`],
    startMs: child.startMs,
    idle: readUsage(child.pid),
    stop: async () => {
      const { code, output } = await child.stop();
      await rm(home, { recursive: true, force: true });
      if (code !== 0) throw new Error(`flowhook ended with ${code}:\n${output}`);
    },
  };
}
