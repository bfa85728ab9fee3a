// docs/api.md: the page of ingest.

import type { OpenApiDocument } from "#api/openapi/openapi-document.ts";
import { apiPage } from "./page.ts";

const PREFACE = [
  "`node tools/openapi.ts` writes this page from the OpenAPI document [`schema/ingest.openapi.json`](../schema/ingest.openapi.json),",
  "which is generated from the schemas that check requests. The embedded server returns the same document at `GET /openapi.json`.",
  "[ingest.md](ingest.md) introduces the formats.",
].join("\n");

/** The text of docs/api.md. */
export function ingestPage(document: OpenApiDocument): string {
  return apiPage(document, PREFACE);
}
