// The JSON Schema by which API Gateway checks a body before it answers 202. It is generated from the zod schema of the body's
// format, so the two cannot drift apart. API Gateway reads draft 4 of JSON Schema, and leaves out or reads differently some of its
// keywords (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html). So the model has only
// keywords that every validator reads alike, and no schema inside another decides by what it refuses (`not`, `oneOf`, `anyOf`).
// Leaving a keyword out accepts more. The model may therefore accept a body that the parser refuses, never the reverse.

import * as z from "zod";
import type { EventFormatName } from "#core/event/formats/event-format.ts";
import { EVENT_FORMATS } from "#core/event/formats/event-formats.ts";

/** A JSON Schema. */
interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** The keywords of a model, in addition to `type`, `properties` and `additionalProperties`. Every other one is left out. */
const KEPT: ReadonlySet<string> = new Set([
  "required",
  "enum",
  "minLength",
  "maxLength",
  "pattern",
  "minimum",
  "maximum",
]);

/**
 * Syntax that some engines for regular expressions read differently or not at all: groups with a name or a look-behind, inline flags,
 * classes of Unicode characters, and escapes by code point. API Gateway does not document its engine.
 */
const ENGINE_SPECIFIC = /\(\?(?![:=!])|\\[pPukcQEAZz]|\[[^\]]*&&|[*+?}]\+/;

/** The model of one event in a format. */
export function eventModel(format: EventFormatName): JsonSchema {
  return modelOf(EVENT_FORMATS[format].schema);
}

/** The model of what a schema accepts. */
export function modelOf(schema: z.ZodType): JsonSchema {
  const whole = z.toJSONSchema(schema, { target: "draft-4", io: "input", unrepresentable: "any", reused: "inline" });
  return { $schema: "http://json-schema.org/draft-04/schema#", title: "Event", ...simplify(whole) };
}

function simplify(schema: JsonSchema): JsonSchema {
  const { anyOf, type, properties, additionalProperties, ...others } = schema;
  const kept = Object.entries(others).filter(([keyword, value]) => KEPT.has(keyword) && isReadAlike(keyword, value));
  return {
    // Draft 4 takes 1.0 for a number that is no integer.
    ...(type !== undefined && { type: type === "integer" ? "number" : type }),
    ...Object.fromEntries(kept),
    ...(isObject(properties) && { properties: simplifyEach(properties) }),
    ...(additionalProperties === false && { additionalProperties }),
    ...(Array.isArray(anyOf) && oneOfTypes(anyOf)),
  };
}

function simplifyEach(properties: JsonSchema): JsonSchema {
  const each = Object.entries(properties).map(
    ([name, inner]) => [name, isObject(inner) ? simplify(inner) : {}] as const,
  );
  return Object.fromEntries(each);
}

function isReadAlike(keyword: string, value: unknown): boolean {
  return keyword !== "pattern" || !ENGINE_SPECIFIC.test(String(value));
}

/**
 * Alternatives of different types as one schema with a list of types: `anyOf: [a text of at most 9 characters, null]` is a text or null
 * of at most 9 characters, because the length of null is not checked. Alternatives with a type in common accept anything.
 */
function oneOfTypes(alternatives: readonly unknown[]): JsonSchema {
  const simple = alternatives.map((one) => (isObject(one) ? simplify(one) : {}));
  const types = simple.flatMap(typesOf);
  const areTyped = simple.every((one) => typesOf(one).length > 0) && new Set(types).size === types.length;
  // A list of values is checked for every type.
  if (!areTyped || simple.some((one) => "enum" in one)) return {};
  return { ...Object.assign({}, ...simple), type: types };
}

function typesOf({ type }: JsonSchema): unknown[] {
  if (type === undefined) return [];
  return Array.isArray(type) ? type : [type];
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
