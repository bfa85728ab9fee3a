// The paths of Segment's HTTP API (https://segment.com/docs/connections/sources/catalog/libraries/server/http-api/) and the limits that
// it publishes. As Segment does, Flowhook answers 200 whether or not it can use a call: Segment's clients drop a whole batch
// after a 400. Unusable calls go to the events dead letters.

import * as z from "zod";
import { isJsonObject, type JsonObject, type JsonValue } from "../../../json.ts";
import { didYouMean } from "../../../nearest-name.ts";
import type { Problem } from "../../../problem.ts";
import { problemsOfZod } from "../../../problems-of-zod.ts";
import { utf8Length } from "../../../utf8-length.ts";
import type { EventRule } from "../../event-rules.ts";
import { jsonObject } from "../../json-schema.ts";
import type { Batch, EventPart, IngestRoute, SplitBody } from "../ingest-route.ts";
import { partAt, readBatch, readJson } from "../split.ts";
import { trackSchema } from "./segment-track.ts";

/** "There is a maximum of 32KB per normal API request", and for each call of a batch. */
const MAX_CALL_BYTES = 32 * 1024;

/** "The batch API endpoint accepts a maximum of 500KB per request". */
const MAX_BATCH_BYTES = 500 * 1024;

/** "Each batch request can only have up to 2500 events"; Segment answers 200 and rejects the others. */
const MAX_CALLS = 2_500;

/** The calls that start no flow: they change profiles or groups, or report a view. */
const UNUSED_CALLS = ["identify", "page", "screen", "group", "alias"] as const;

const UNUSED: ReadonlySet<unknown> = new Set(UNUSED_CALLS);
const CALLS: readonly string[] = ["track", ...UNUSED_CALLS];

/** A batch around its calls; each call is checked after it is split off. */
const frameSchema = z.looseObject({ batch: z.array(z.unknown()), context: jsonObject.nullish() });

const batchSchema = z
  .looseObject({
    batch: z
      .array(z.union([trackSchema, z.looseObject({ type: z.enum(UNUSED_CALLS) })]))
      .describe("The calls. Only track calls become events."),
    context: jsonObject.nullish().describe("Part of the context of each call."),
  })
  .describe("Calls, as Segment's HTTP API takes many of them.");

const callSchema = z.looseObject({}).describe("A call that is accepted and not used.");

const shared = {
  onBadEvent: "dead-letter",
  // Every client of Segment's gives each call a messageId. A call without one may be meant twice.
  isRepeatable: false,
  answer: { status: 200, body: { success: true } },
} as const;

const track: Batch = {
  ...shared,
  schema: trackSchema.partial({ type: true }),
  split: splitTrack,
  maxBytes: MAX_CALL_BYTES,
};
const batch: Batch = { ...shared, schema: batchSchema, split: splitBatch, maxBytes: MAX_BATCH_BYTES };
const unused: Batch = { ...shared, schema: callSchema, split: splitUnused, maxBytes: MAX_CALL_BYTES };

const EXAMPLE_CALL = {
  type: "track",
  event: "Order Completed",
  userId: "customer-7",
  messageId: "order-1001",
  timestamp: "2026-03-02T09:30:00Z",
  properties: { order_id: "1001", revenue: 24.5, currency: "EUR" },
  context: { traits: { email: "ada@customer.example", firstName: "Ada" } },
} as const;

const ANSWERED =
  "The answer is 200 also if a call can't be used, as Segment's is; such a call goes to the events dead letters.";

/** The paths of Segment's HTTP API. */
export const SEGMENT_ROUTES: readonly IngestRoute[] = [
  route("track", track, EXAMPLE_CALL, {
    summary: "Send an event in Segment's format",
    description: `Accepts one [track call](https://segment.com/docs/connections/spec/track/) of at most 32 KB. ${ANSWERED}`,
  }),
  route(
    "batch",
    batch,
    { batch: [EXAMPLE_CALL, { type: "identify", userId: "customer-7", traits: { plan: "gold" } }] },
    {
      summary: "Send many calls in Segment's format",
      description: `Accepts up to 2,500 calls of at most 32 KB each, in 500 KB. Track calls become events, and all others are accepted without effect. ${ANSWERED}`,
    },
  ),
  ...UNUSED_CALLS.map((call) =>
    route(
      call,
      unused,
      { userId: "customer-7" },
      {
        summary: `Accept the call ${call} of Segment`,
        description: `Accepts a call of Segment's clients without effect.`,
      },
    ),
  ),
];

function route(
  name: string,
  body: Batch,
  example: unknown,
  operation: Omit<IngestRoute["operation"], "id">,
): IngestRoute {
  return {
    path: `/v1/${name}`,
    onAws: "function",
    bodies: [{ contentTypes: ["application/json"], format: "segment", batch: body, example }],
    operation: { id: `${name}Segment`, ...operation },
  };
}

function splitTrack(body: string): SplitBody {
  const call = readObject(body);
  return call.ok ? { ok: true, events: [partOf({ ...call.value, type: "track" })] } : call;
}

function splitUnused(body: string): SplitBody {
  const call = readObject(body);
  return call.ok ? { ok: true, events: [] } : call;
}

type ReadObject = { readonly ok: true; readonly value: JsonObject } | Extract<SplitBody, { ok: false }>;

function readObject(body: string): ReadObject {
  const json = readJson(body);
  if (!json.ok) return json;
  const { value } = json;
  if (isJsonObject(value)) return { ok: true, value };
  const problem = { rule: "event-invalid", pointer: "", message: "The body must be a JSON object." } as const;
  return { ok: false, problems: [problem] };
}

function splitBatch(body: string): SplitBody {
  const json = readBatch(body, ["batch"]);
  if (!json.ok) return json;
  const parsed = frameSchema.safeParse(json.value);
  if (!parsed.success) {
    return { ok: false, problems: problemsOfZod(parsed.error, "event-invalid", json.value, batchSchema) };
  }
  const { batch: calls, context } = parsed.data;
  // A short batch of thousands of calls must not write a long context into each of them.
  const sharedBytes = context == null ? 0 : utf8Length(JSON.stringify(context));
  const parts = calls.flatMap((value, index) => {
    const call = value as JsonValue;
    if (isJsonObject(call) && UNUSED.has(call["type"])) return [];
    const problems = problemsOfCall(call, index, sharedBytes);
    if (problems.length > 0) return [partOf(call, problems)];
    return [partOf(withContext(call, context ?? undefined), json.problemsOf(index))];
  });
  return { ok: true, events: parts };
}

/** The reasons why a call of a batch can't be used, apart from those of its fields. */
function problemsOfCall(call: JsonValue, index: number, sharedBytes: number): Problems {
  if (!isJsonObject(call)) return problem("", "A call must be an object.");
  if (call["type"] !== "track") return problem("/type", unknownType(call["type"]));
  if (index >= MAX_CALLS) return problem("", `A batch may have at most ${MAX_CALLS} calls. Send several batches.`);
  const bytes = utf8Length(JSON.stringify(call)) + sharedBytes;
  if (bytes <= MAX_CALL_BYTES) return [];
  return problem("", `A call may have at most ${MAX_CALL_BYTES} bytes, but this one has ${bytes}.`);
}

type Problems = readonly Problem<EventRule>[];

function problem(pointer: string, message: string): Problems {
  return [{ rule: "event-invalid", pointer, message }];
}

/** A call with the context of its batch, except for the fields that its own context has. */
function withContext(call: JsonValue, shared: JsonObject | undefined): JsonValue {
  if (shared === undefined || !isJsonObject(call)) return call;
  const own = call["context"] ?? {};
  return isJsonObject(own) ? { ...call, context: { ...shared, ...own } } : call;
}

/** A dead letter has the call alone, so pointers lead into the call. A write key is a secret, so it is not stored. */
function partOf(call: JsonValue, problems: Problems = []): EventPart {
  return partAt("", isJsonObject(call) ? withoutKey(call) : call, problems);
}

function withoutKey({ writeKey: _, ...call }: JsonObject): JsonObject {
  return call;
}

function unknownType(type: JsonValue | undefined): string {
  const known = `A call has one of the types ${CALLS.join(", ")}.`;
  return typeof type === "string" ? `${known}${didYouMean(type, CALLS)}` : known;
}
