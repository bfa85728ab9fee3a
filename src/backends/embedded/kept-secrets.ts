// The secrets that the embedded process generates at its first start: the admin token, which the CLI reads, and the secret that
// signs webhooks. Each has its own file, which only its owner may read.

import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";

const OWNER_ONLY = 0o600;

/** The text of a secret's file; `make` generates it if the file is missing. */
export function keptSecret(directory: string, name: string, make: () => string): string {
  const path = join(directory, name);
  try {
    const file = openSync(path, "wx", OWNER_ONLY);
    try {
      writeSync(file, `${make()}\n`);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    if (!isExisting(error)) throw error;
  }
  const text = readFileSync(path, "utf8").trim();
  if (text === "") throw new Error(`${path} is empty. Delete it, and the next start makes a new one.`);
  return text;
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}
