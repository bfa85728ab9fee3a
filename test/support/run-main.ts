// Runs the command inside the test's process, for commands that print and exit.

import { main } from "#cli/main.ts";

/** The output and exit code of a command. */
export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command line to its end. */
export async function runMain(...args: readonly string[]): Promise<Printed> {
  const printed = { stdout: "", stderr: "" };
  const streams = ["stdout", "stderr"] as const;
  const writes = streams.map((name) => process[name].write);
  for (const name of streams) {
    process[name].write = (text: string | Uint8Array) => {
      printed[name] += text;
      return true;
    };
  }
  try {
    return { code: await main(args), ...printed };
  } finally {
    streams.forEach((name, index) => {
      Object.assign(process[name], { write: writes[index] });
    });
  }
}
