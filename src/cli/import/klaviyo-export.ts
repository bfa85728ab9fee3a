// A flow as Klaviyo's API returns it (GET /api/flows/{id}?additional-fields[flow]=definition), and the names of metrics by id
// (GET /api/metrics). https://developers.klaviyo.com/en/reference/get_flow

import * as z from "zod";
import type { JsonObject } from "#core/json.ts";
import { firstIssue } from "./carried-over.ts";

const object = z.record(z.string(), z.unknown()).transform((value) => value as JsonObject);

const definitionSchema = z.object({
  triggers: z.array(object).length(1, "must contain one trigger"),
  profile_filter: object.nullish(),
  reentry_criteria: object.nullish(),
  entry_action_id: z.coerce.string(),
  actions: z.array(object.and(z.object({ type: z.string() }))).min(1),
});

const attributesSchema = z.object({
  name: z.string().min(1),
  status: z.string().optional(),
  definition: definitionSchema,
});

/** The parts of an exported flow that the import reads. */
export type KlaviyoFlow = z.infer<typeof attributesSchema>;

const wholeSchema = z.object({ data: z.object({ type: z.literal("flow"), attributes: attributesSchema }) });

const NO_DEFINITION =
  "The file contains no flow definition. Export it with GET /api/flows/{id}?additional-fields[flow]=definition.";

/** Reads an exported flow: the API's whole response, or its attributes. */
export function readKlaviyoFlow(
  value: unknown,
): { readonly ok: true; readonly flow: KlaviyoFlow } | { readonly ok: false; readonly problem: string } {
  const isAnswer = typeof value === "object" && value !== null && "data" in value;
  const parsed = isAnswer
    ? wholeSchema.transform(({ data }) => data.attributes).safeParse(value)
    : attributesSchema.safeParse(value);
  if (parsed.success) return { ok: true, flow: parsed.data };
  const last = parsed.error.issues[0]?.path.at(-1);
  const lacksAll = last === undefined || last === "definition" || last === "data";
  return { ok: false, problem: lacksAll ? NO_DEFINITION : firstIssue(parsed.error) };
}

const metricListSchema = z.object({
  data: z.array(z.object({ id: z.string(), attributes: z.object({ name: z.string() }) })),
});

/** Names by id, from an object of them or the response of GET /api/metrics; undefined if it is neither. */
export function readMetricNames(value: unknown): ReadonlyMap<string, string> | undefined {
  const listed = metricListSchema.safeParse(value);
  if (listed.success) return new Map(listed.data.data.map(({ id, attributes }) => [id, attributes.name]));
  const plain = z.record(z.string(), z.string()).safeParse(value);
  return plain.success ? new Map(Object.entries(plain.data)) : undefined;
}
