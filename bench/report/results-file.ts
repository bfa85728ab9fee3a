// Keeps each bench as JSON, so that two revisions or two machines can be compared later.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Settings } from "../scenarios/context.ts";
import type { Check } from "./checks.ts";
import type { Machine } from "./machine.ts";
import type { Row } from "./row.ts";

const FOLDER = fileURLToPath(new URL("../results/", import.meta.url));

/** All that a bench found. */
export interface Results {
  /** ISO 8601 time of its start. */
  readonly started_at: string;
  readonly machine: Machine;
  readonly settings: Settings;
  readonly rows: readonly Row[];
  readonly checks: readonly Check[];
  /** Empty when every event led to one webhook. */
  readonly wrong: readonly string[];
}

/** Writes the results; gives the file's path. Values that could not be measured are null. */
export async function saveResults(results: Results): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  const path = join(FOLDER, `${results.started_at.replaceAll(":", "-")}.json`);
  await writeFile(path, `${JSON.stringify(results, null, 2)}\n`);
  return path;
}
