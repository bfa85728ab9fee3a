// Many events in the plain format in one request, as `POST /events/bulk` takes them: a JSON array, or one event a line (NDJSON).

import * as z from "zod";
import { MAX_BATCH_BYTES, MAX_BATCH_EVENTS } from "../../limits.ts";
import type { Batch, EventPart, IngestRoute, SplitBody } from "../ingest-route.ts";
import { readJson, refusedCount, splitArray } from "../split.ts";
import { EXAMPLE_EVENT } from "./plain.ts";
import { plainEventSchema } from "./plain-event.ts";

const schema = z
  .array(plainEventSchema)
  .min(1)
  .max(MAX_BATCH_EVENTS)
  .describe("Events in the plain format. Each is accepted or refused separately.");

const shared = { schema, onBadEvent: "refuse-event", isRepeatable: true, maxBytes: MAX_BATCH_BYTES } as const;

const array: Batch = { ...shared, split: splitArray };

const lines: Batch = { ...shared, split: splitLines };

const EXAMPLE_EVENTS = [EXAMPLE_EVENT, { ...EXAMPLE_EVENT, unique_id: "order-1002" }];

/** The route of many plain events. */
export const BULK_ROUTE: IngestRoute = {
  path: "/events/bulk",
  onAws: "function",
  bodies: [
    { contentTypes: ["application/json"], format: "plain", batch: array, example: EXAMPLE_EVENTS },
    {
      // https://github.com/ndjson/ndjson-spec names the first; senders also use the other two.
      contentTypes: ["application/x-ndjson", "application/ndjson", "application/jsonl"],
      format: "plain",
      batch: lines,
      example: EXAMPLE_EVENTS.map((event) => `${JSON.stringify(event)}\n`).join(""),
    },
  ],
  operation: {
    id: "sendEvents",
    summary: "Send many events",
    description:
      "Accepts up to 1,000 events in Flowhook's own format, and answers with the result of each: events that are not valid are refused, and the others are stored. A request may have 5 MB, on AWS 4 MB, and each event 256 KiB. The same request, sent again, adds no event twice. A newline ends each event of NDJSON.",
  },
};

/** Splits NDJSON. Blank lines are skipped, so the pointer of an event is its position among the other lines. */
function splitLines(body: string): SplitBody {
  const texts: string[] = [];
  for (let start = 0; start < body.length && texts.length <= MAX_BATCH_EVENTS; ) {
    const end = body.indexOf("\n", start);
    const line = body.slice(start, end < 0 ? body.length : end);
    if (line.trim() !== "") texts.push(line);
    start = end < 0 ? body.length : end + 1;
  }
  return refusedCount(texts.length) ?? { ok: true, events: texts.map(linePart) };
}

function linePart(text: string, index: number): EventPart {
  const part = { text, pointerInBody: (inner: string) => `/${index}${inner}` };
  const json = readJson(text, "The event");
  return json.ok ? { ...part, value: json.value } : { ...part, problems: json.problems };
}
