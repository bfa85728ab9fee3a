// `flowhook schema`: prints the JSON Schemas of flow files, source files and scenario files, for editors.

import { parseArgs } from "node:util";
import type { JsonSchema } from "#core/editor-schema.ts";
import { flowJsonSchema } from "#core/flow/flow-json-schema.ts";
import { sourceJsonSchema } from "#core/sources/source-json-schema.ts";
import { EXIT, UsageError } from "../command-line/exit.ts";
import { printJson } from "../command-line/output.ts";
import { scenarioJsonSchema } from "../flow-tests/scenario-schema.ts";

const SCHEMAS: Readonly<Record<string, () => JsonSchema>> = {
  flows: flowJsonSchema,
  sources: sourceJsonSchema,
  scenarios: scenarioJsonSchema,
};

/** Runs the command. */
export function runSchema(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} });
  const [of = "flows", ...more] = positionals;
  const schema = Object.hasOwn(SCHEMAS, of) ? SCHEMAS[of] : undefined;
  if (schema === undefined || more.length > 0) {
    throw new UsageError(`Name one schema: ${Object.keys(SCHEMAS).join(", ")}.`);
  }
  printJson(schema());
  return Promise.resolve(EXIT.done);
}
