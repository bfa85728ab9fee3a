// Starts and stops a program of the bench in a separate process. Each prints a line with its URL when it is ready.
// None outlives the bench.

import { type ChildProcess, spawn } from "node:child_process";

/** A program that runs and is ready. */
export interface Child {
  /** Process id, to read its CPU and memory. */
  readonly pid: number;
  /** The URL that it printed. */
  readonly url: string;
  /** Milliseconds from its start to that line. */
  readonly startMs: number;
  /** Ends it with SIGTERM; gives its exit code (null: killed by a signal) and all it printed. */
  stop(): Promise<{ code: number | null; output: string }>;
}

const READY = /https?:\/\/[^\s"]+/;
const OUTPUT_KEPT = 100_000;
const STOP_MS = 30_000;
const running = new Set<ChildProcess>();

process.on("exit", () => {
  for (const child of running) child.kill("SIGKILL");
});
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)
  process.once(signal, () => process.exit(code));

/** Runs a script under this Node and waits for its ready line, which contains `ready` and a URL. */
export async function startChild(
  args: readonly string[],
  { ready, env = {}, timeoutMs = 120_000 }: { ready: string; env?: Record<string, string>; timeoutMs?: number },
): Promise<Child> {
  const begin = performance.now();
  const child = spawn(process.execPath, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  let output = "";
  const exited = new Promise<number | null>((resolve) => child.once("close", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`${args.join(" ")} ${why}:\n${output}`));
    const timer = setTimeout(() => fail(`was not ready after ${timeoutMs} ms`), timeoutMs);
    void exited.then((code) => fail(`ended with ${code}`)).finally(() => clearTimeout(timer));
    const read = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-OUTPUT_KEPT);
      const line = output.split("\n").find((text) => text.includes(ready));
      const found = line === undefined ? undefined : READY.exec(line)?.[0];
      if (found === undefined) return;
      clearTimeout(timer);
      resolve(found);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
  });
  const startMs = performance.now() - begin;
  const stop = async () => {
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    const code = await exited;
    clearTimeout(timer);
    running.delete(child);
    return { code, output };
  };
  return { pid: child.pid ?? 0, url, startMs, stop };
}
