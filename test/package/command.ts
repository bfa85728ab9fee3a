// Runs the published command as a user would: in another folder, without the environment of the tests.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";

export interface Started {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves once the output contains a text; rejects if the command ends without it. */
  printed(text: string): Promise<void>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts a program. The first `node` on its PATH is the one that runs these tests. */
export function start(cwd: string, program: string, args: readonly string[]): Started {
  const path = `${dirname(process.execPath)}:${process.env["PATH"]}`;
  const child = spawn(program, args, { cwd, env: { PATH: path }, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (output.stdout += chunk));
  child.stderr.on("data", (chunk) => (output.stderr += chunk));
  const ended = once(child, "close").then(([code]) => code);
  return {
    child,
    ended,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const check = () => output.stdout.includes(text) && resolve();
        child.stdout.on("data", check);
        void ended.then((code) => reject(new Error(`It ended with ${code}: ${output.stdout}${output.stderr}`)));
        check();
      }),
  };
}

/** Runs a program until it ends. */
export async function run(cwd: string, program: string, ...args: readonly string[]) {
  const { ended, stdout, stderr } = start(cwd, program, args);
  return { code: await ended, stdout: stdout(), stderr: stderr() };
}
