// The OpenAPI document that the server returns.

import { ingestOpenApi } from "#api/openapi/ingest-document.ts";

let text: string | undefined;

/** The document as JSON. The first call makes it, so that a start does not take longer; later calls return the same text. */
export function openApiText(): string {
  text ??= JSON.stringify(ingestOpenApi());
  return text;
}
