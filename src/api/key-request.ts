// The bodies of requests that create or rotate an ingest key.

import * as z from "zod";
import { DEFAULT_OVERLAP_SECONDS, keyNameSchema, MAX_OVERLAP_SECONDS } from "#core/keys/ingest-key.ts";
import { keyRateSchema } from "#core/keys/key-rate-schema.ts";
import { keyScopeSchema } from "#core/keys/key-scope.ts";
import type { Problem } from "#core/problem.ts";
import { problemsOfZod } from "#core/problems-of-zod.ts";
import { readJson } from "./read-json.ts";

/** The body of `POST /manage/v1/keys`. */
export const createKeyRequestSchema = z.strictObject({
  name: keyNameSchema.describe("The name by which people recognize the key, such as that of its sender."),
  scope: keyScopeSchema.default({}).describe("The permissions of the key. Default: all."),
  rate: keyRateSchema
    .exactOptional()
    .describe("How many requests the key may make. Default: no separate limit; on AWS, the stack's keyThrottle."),
});

/** The body of `POST /manage/v1/keys/:id/rotate`. */
export const rotateKeyRequestSchema = z.strictObject({
  overlap_seconds: z
    .int()
    .min(0)
    .max(MAX_OVERLAP_SECONDS)
    .default(DEFAULT_OVERLAP_SECONDS)
    .describe("How long the earlier texts of the key stay valid, in seconds. Default: a day."),
});

/** A parsed body, or its problems. */
export type ParsedKeyRequest<Asked> =
  | { readonly ok: true; readonly asked: Asked }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const RULE = "request-invalid";

/** Reads a body; an empty one is an object without fields. */
export function parseKeyRequest<Schema extends z.ZodType>(
  schema: Schema,
  text: string,
): ParsedKeyRequest<z.infer<Schema>> {
  const json = readJson(text === "" ? "{}" : text);
  if (json === undefined) {
    return { ok: false, problems: [{ rule: RULE, pointer: "", message: "The body is not JSON." }] };
  }
  const parsed = schema.safeParse(json.value);
  if (parsed.success) return { ok: true, asked: parsed.data };
  return { ok: false, problems: problemsOfZod(parsed.error, RULE, json.value, schema) };
}
