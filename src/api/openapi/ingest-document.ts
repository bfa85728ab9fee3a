// The OpenAPI document of ingest. The repository has it in schema/ingest.openapi.json, the embedded server at GET /openapi.json.

import type * as z from "zod";
import { EVENT_FORMATS } from "#core/event/formats/event-formats.ts";
import { locationSchema, profileSchema } from "#core/event/profile.ts";
import {
  acceptedSchema,
  allAcceptedSchema,
  deadLetteredSchema,
  eventResultSchema,
  ignoredSchema,
  noneAcceptedSchema,
  resultsSchema,
} from "../ingest/answers.ts";
import type { Server } from "./described-api.ts";
import { openApiDocument } from "./document.ts";
import { INGEST_ERRORS } from "./ingest-errors.ts";
import { INGEST_OPERATIONS } from "./ingest-operations.ts";
import type { OpenApiDocument } from "./openapi-document.ts";

/** The servers of a document that is read as a file. */
export const KNOWN_SERVERS: readonly Server[] = [
  { url: "http://127.0.0.1:8787", description: "The embedded server, with its default port." },
  {
    url: "{IngestUrl}",
    description: "The stack on AWS.",
    variables: {
      IngestUrl: {
        default: "https://example.execute-api.eu-west-1.amazonaws.com/v1",
        description: "The output `IngestUrl` of the stack.",
      },
    },
  },
];

/** The server of a document that a client reads from the server itself. */
const THIS_SERVER: Server = { url: "/", description: "The server of this document." };

/** Names of formats' components that are not the format's name and "Event". */
const NAMES: Readonly<Record<string, string>> = { plain: "Event", cloudevents: "CloudEvent" };

/** The schemas that become components. */
const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  ...Object.fromEntries(Object.entries(EVENT_FORMATS).map(([name, { schema }]) => [componentName(name), schema])),
  Profile: profileSchema,
  Location: locationSchema,
  Accepted: acceptedSchema,
  AllAccepted: allAcceptedSchema,
  Results: resultsSchema,
  EventResult: eventResultSchema,
  NoneAccepted: noneAcceptedSchema,
  Ignored: ignoredSchema,
  DeadLettered: deadLetteredSchema,
};

/** The name of the component for a format: `KlaviyoEvent`. */
function componentName(format: string): string {
  const name = format.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  return NAMES[format] ?? `${name}Event`;
}

/** The OpenAPI document of ingest, for clients of these servers. */
export function ingestOpenApi(servers: readonly Server[] = [THIS_SERVER]): OpenApiDocument {
  return openApiDocument({
    title: "Flowhook: send events",
    version: "1.0.0",
    description:
      "Accepts events, from which flows make webhooks. A 202 means that the event is stored; an event that got another answer was not.",
    servers,
    operations: INGEST_OPERATIONS,
    schemas: SCHEMAS,
    errors: INGEST_ERRORS,
  });
}
