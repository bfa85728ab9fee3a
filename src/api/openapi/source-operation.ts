// The operation of sources, for the OpenAPI document of ingest. Sources are declared by the user, so the path has a parameter and the
// body can be anything.

import * as z from "zod";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import { SOURCES_PATH } from "#core/sources/source.ts";
import { sourceAnswerSchema } from "../ingest/answers.ts";
import { INGEST_ERRORS, type IngestErrorCode } from "./ingest-errors.ts";
import type { Operation } from "./operation.ts";

/** A request to the source `survey` of examples/sources. */
const EXAMPLE = {
  id: "answer-1001",
  form: { title: "How was your order?" },
  answers: { email: "lea@customer.example", score: 9 },
};

/** The operation of sources. */
export const SOURCE_OPERATION: Operation = {
  method: "post",
  path: `${SOURCES_PATH}{name}`,
  id: "sendToSource",
  summary: "Send a webhook to a source",
  description: `Makes an event of another system's webhook, of at most ${MAX_EVENT_BYTES / 1024} KiB, by the mapping of a source (docs/sources.md). The source verifies the signature of the request; a source of the kind \`api-key\` needs an ingest key instead. A request with a valid signature is answered with 202 also if it makes no event, because senders disable a webhook whose requests fail.`,
  security: ["bearer", "klaviyo", "basic"],
  isKeyOptional: true,
  parameters: [
    {
      name: "name",
      in: "path",
      required: true,
      description: "The name of the source: that of its file without `.source.yaml`.",
      schema: z.string().min(1),
      example: "survey",
    },
  ],
  bodies: [
    {
      name: "json",
      mediaTypes: ["application/json"],
      schema: z.unknown().describe("The webhook, as its system sends it."),
      example: EXAMPLE,
    },
    {
      name: "form",
      mediaTypes: ["application/x-www-form-urlencoded"],
      schema: z.string().describe("The fields of a form. A single field `payload` holds the webhook as JSON."),
      example: new URLSearchParams({ payload: JSON.stringify(EXAMPLE) }).toString(),
    },
  ],
  answers: [
    {
      status: 202,
      description:
        "The event is stored; or the request makes no event, by intention (`ignored`); or it could not be mapped and is in the events dead letters (`dead_lettered`).",
      schema: sourceAnswerSchema,
      example: { request_id: "0f8f2f0e-8f2d-4c55-9d0e-6b1b0d2c7a51", event_id: "evt_0f8f2f0e8f2d4c559d0e6b1b0d2c7a51" },
    },
  ],
  errors: Object.keys(INGEST_ERRORS) as IngestErrorCode[],
};
