// The bare relay as a subject: the baseline of every ratio.

import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startChild } from "./child.ts";
import type { Subject } from "./subject.ts";
import { readUsage } from "./usage.ts";

const SCRIPT = fileURLToPath(new URL("../relay.ts", import.meta.url));

/** Milliseconds from ready to the reading of idle memory: what starting left behind may settle. */
export const SETTLE_MS = 500;

/** Starts the relay with the receiver as its target. */
export async function startRelay(receiver: string): Promise<Subject> {
  const child = await startChild([SCRIPT, "--target", `${receiver}/hook`], { ready: "Relaying on" });
  await pause(SETTLE_MS);
  return {
    name: "relay",
    pid: child.pid,
    url: `${child.url}/events`,
    headers: [],
    startMs: child.startMs,
    idle: readUsage(child.pid),
    stop: async () => {
      await child.stop();
    },
  };
}
