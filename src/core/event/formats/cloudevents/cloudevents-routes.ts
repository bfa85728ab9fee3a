// CloudEvents 1.0 in the three modes of the HTTP binding: one event as JSON (structured), a list of such events (batched), and
// attributes as headers with the data as the body (binary).

import * as z from "zod";
import { MAX_BATCH_BYTES, MAX_BATCH_EVENTS } from "../../limits.ts";
import type { Batch, IngestRoute, RequestBody } from "../ingest-route.ts";
import { splitArray } from "../split.ts";
import { cloudEventSchema } from "./cloud-event.ts";
import { ATTRIBUTE_PREFIX, VERSION_HEADER } from "./event-headers.ts";

const batch: Batch = {
  schema: z
    .array(cloudEventSchema)
    .min(1)
    .max(MAX_BATCH_EVENTS)
    .describe("CloudEvents of version 1.0. Each is accepted or refused separately."),
  split: splitArray,
  onBadEvent: "refuse-event",
  isRepeatable: true,
  maxBytes: MAX_BATCH_BYTES,
};

const EXAMPLE_ATTRIBUTES = {
  specversion: "1.0",
  type: "Placed Order",
  source: "https://shop.example",
  id: "order-1001",
  subject: "ada@customer.example",
  time: "2026-03-02T09:30:00Z",
};

const EXAMPLE_DATA = { OrderId: "1001", Items: [{ SKU: "MUG-1", Quantity: 2 }] };

const EXAMPLE = { ...EXAMPLE_ATTRIBUTES, data: EXAMPLE_DATA };

const EXAMPLE_HEADERS = Object.fromEntries(
  Object.entries(EXAMPLE_ATTRIBUTES).map(([name, value]) => [`${ATTRIBUTE_PREFIX}${name}`, value.replace(" ", "%20")]),
);

/** Structured and batched mode, each with its own media type. */
const AS_JSON: readonly RequestBody[] = [
  { contentTypes: ["application/cloudevents+json"], format: "cloudevents", example: EXAMPLE },
  {
    contentTypes: ["application/cloudevents-batch+json"],
    format: "cloudevents",
    batch,
    example: [EXAMPLE, { ...EXAMPLE, id: "order-1002" }],
  },
];

/** Binary mode. The media type is that of the data, so only the headers tell it from another format. */
const BINARY: RequestBody = {
  contentTypes: ["application/json"],
  requiredHeaders: [VERSION_HEADER],
  keptHeaders: [ATTRIBUTE_PREFIX],
  format: "cloudevents",
  schema: z.unknown().describe("The data of a CloudEvent whose attributes are headers."),
  whenEmpty: "null",
  example: EXAMPLE_DATA,
  exampleHeaders: EXAMPLE_HEADERS,
};

/** The route of CloudEvents. On AWS, a function reads them, because API Gateway can't put headers of any name into a message. */
export const CLOUD_EVENTS_ROUTE: IngestRoute = {
  path: "/cloudevents",
  onAws: "function",
  bodies: [...AS_JSON, BINARY],
  operation: {
    id: "sendCloudEvents",
    summary: "Send CloudEvents",
    description:
      "Accepts [CloudEvents 1.0](https://cloudevents.io) in the three modes of the HTTP binding. `application/cloudevents+json` is one event of at most 256 KiB. `application/cloudevents-batch+json` is up to 1,000 events in 5 MB, on AWS 4 MB, and is answered with the result of each. `application/json` is the data of one event whose attributes are headers that begin with `ce-`, percent-encoded.",
  },
};
