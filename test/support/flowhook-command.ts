// The real command, as a user starts it.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** A command that has ended. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command to its end. */
export async function flowhook(args: readonly string[], environment: Record<string, string> = {}): Promise<Ended> {
  const child = start(args, environment);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const [code] = await once(child, "close");
  return { code, stdout: stdout(), stderr: stderr() };
}

/** A server that is listening. */
export interface ServedProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly output: () => string;
}

/** Starts `flowhook serve` and waits until it listens. */
export async function serve(args: readonly string[], environment: Record<string, string> = {}): Promise<ServedProcess> {
  const child = start(["serve", "--port", "0", ...args], environment);
  const [stdout, stderr] = [collect(child.stdout), collect(child.stderr)];
  const lines = createInterface({ input: child.stdout });
  const url = await new Promise<string>((resolve, reject) => {
    lines.on("line", (line) => {
      const found = /^Flowhook is listening on (http:\S+)$/.exec(line)?.[1];
      if (found) resolve(found);
    });
    child.once("exit", (code) => reject(new Error(`It ended with ${code}: ${stderr()}`)));
  });
  return { child, url, output: () => stdout() + stderr() };
}

/** Ends a process and waits until it has ended; resolves with its exit code. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = once(child, "exit");
  child.kill(signal);
  return (await ended)[0];
}

function start(args: readonly string[], environment: Record<string, string>) {
  return spawn(process.execPath, ["bin/flowhook.ts", ...args], {
    cwd: ROOT,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

function collect(stream: NodeJS.ReadableStream): () => string {
  let text = "";
  stream.on("data", (chunk) => {
    text += chunk;
  });
  return () => text;
}
