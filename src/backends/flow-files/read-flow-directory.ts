// Reads a directory of flow files. Files directly in it count; folders in it are for other things, such as tests.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FlowFile } from "#app/flows/load-flows.ts";

/** The endings of flow files. */
const FLOW_FILE = /\.(ya?ml|json)$/;

/** The flow files of a directory, in the order of their names. Throws when it can't be read. */
export function readFlowDirectory(directory: string): FlowFile[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && FLOW_FILE.test(entry.name))
    .map((entry) => join(directory, entry.name))
    .sort()
    .map((path) => ({ path, text: readFileSync(path, "utf8") }));
}
