// Writes the JSON Schemas in schema/, with which editors complete and check flow files, source files, scenario files
// and the settings file. Tests fail when one of them is stale.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { scenarioJsonSchema } from "#cli/flow-tests/scenario-schema.ts";
import { flowJsonSchema } from "#core/flow/flow-json-schema.ts";
import { sourceJsonSchema } from "#core/sources/source-json-schema.ts";
import { settingsJsonSchema } from "../lib/settings.ts";

const BIOME = fileURLToPath(import.meta.resolve("@biomejs/biome/bin/biome"));

const SCHEMAS = {
  "flow.schema.json": flowJsonSchema(),
  "scenarios.schema.json": scenarioJsonSchema(),
  "settings.schema.json": settingsJsonSchema(),
  "source.schema.json": sourceJsonSchema(),
};

for (const [name, schema] of Object.entries(SCHEMAS)) {
  const file = fileURLToPath(new URL(`../schema/${name}`, import.meta.url));
  writeFileSync(file, JSON.stringify(schema, null, 2));
  execFileSync(process.execPath, [BIOME, "format", "--write", file], { stdio: "inherit" });
}
