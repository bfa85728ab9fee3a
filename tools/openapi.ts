// Writes the OpenAPI document of ingest, and the page of the documentation that is rendered from it. Tests fail when one of them is
// stale.

import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ingestOpenApi, KNOWN_SERVERS } from "#api/openapi/ingest-document.ts";
import { ingestPage } from "./api-page/ingest-page.ts";

const BIOME = fileURLToPath(import.meta.resolve("@biomejs/biome/bin/biome"));

const document = ingestOpenApi(KNOWN_SERVERS);
const schema = inRepository("schema/ingest.openapi.json");
writeFileSync(schema, JSON.stringify(document, null, 2));
execFileSync(process.execPath, [BIOME, "format", "--write", schema], { stdio: "inherit" });
writeFileSync(inRepository("docs/api.md"), ingestPage(document));

function inRepository(path: string): string {
  return fileURLToPath(new URL(`../${path}`, import.meta.url));
}
