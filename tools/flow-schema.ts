// Writes schema/flow.schema.json, by which editors complete and check flow files. A test fails when it is stale.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { flowJsonSchema } from "#core/flow/flow-json-schema.ts";

const FILE = fileURLToPath(new URL("../schema/flow.schema.json", import.meta.url));
const BIOME = fileURLToPath(import.meta.resolve("@biomejs/biome/bin/biome"));

writeFileSync(FILE, JSON.stringify(flowJsonSchema(), null, 2));
execFileSync(process.execPath, [BIOME, "format", "--write", FILE], { stdio: "inherit" });
