// Secrets that the embedded process makes at its first start and keeps: the admin token, which the CLI reads, and the
// secret that webhooks are signed with. Each lies in a file of its own that only its owner may read.

import { closeSync, openSync, readFileSync, writeSync } from "node:fs";
import { join } from "node:path";

/** Only the owner may read or write. */
const OWNER_ONLY = 0o600;

/** The text of a secret's file; made by `make` when there is none. */
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
