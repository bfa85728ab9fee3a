// `flowhook schema`: the JSON Schema of flow files, for editors of those who have the command alone.

import { parseArgs } from "node:util";
import { flowJsonSchema } from "#core/flow/flow-json-schema.ts";
import { EXIT } from "./usage-error.ts";

/** Prints the JSON Schema of flow files. */
export function runSchema(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  process.stdout.write(`${JSON.stringify(flowJsonSchema(), null, 2)}\n`);
  return Promise.resolve(EXIT.done);
}
