// The JSON Schema by which API Gateway checks a body before it answers 202. It is generated from the zod schema of the body's
// format, so the two cannot drift apart. API Gateway supports a part of draft 4
// (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html), and this file leaves out keywords
// that it might not support. The model may therefore accept a body that the parser refuses, never the reverse.

import * as z from "zod";
import type { EventFormatName } from "#core/event/formats/event-format.ts";
import { EVENT_FORMATS } from "#core/event/formats/event-formats.ts";

/** A JSON Schema. */
interface JsonSchema {
  readonly [keyword: string]: unknown;
}

/** Descriptions are for people; the others are not in draft 4, or validators read them differently. */
const LEFT_OUT: ReadonlySet<string> = new Set(["$schema", "description", "format", "propertyNames"]);

/** The model of one event in a format. */
export function eventModel(format: EventFormatName): JsonSchema {
  const schema = z.toJSONSchema(EVENT_FORMATS[format].schema, {
    target: "draft-4",
    io: "input",
    unrepresentable: "any",
  });
  return { $schema: "http://json-schema.org/draft-04/schema#", title: "Event", ...simplify(schema) };
}

function simplify(schema: object): JsonSchema {
  const kept = Object.entries(schema)
    .filter(([keyword]) => !LEFT_OUT.has(keyword))
    .map(([keyword, value]): [string, unknown] => [keyword, simplifyKeyword(keyword, value)]);
  return orNull(Object.fromEntries(kept));
}

function simplifyKeyword(keyword: string, value: unknown): unknown {
  if (keyword === "properties" && isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [name, isObject(inner) ? simplify(inner) : inner]),
    );
  }
  if (Array.isArray(value)) return value.map((item: unknown) => (isObject(item) ? simplify(item) : item));
  return isObject(value) ? simplify(value) : value;
}

/** Rewrites `anyOf: [X, null]` as one schema with a list of types, which is short and which every validator supports. */
function orNull(schema: JsonSchema): JsonSchema {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf) || anyOf.length !== 2) return schema;
  const [inner, other]: unknown[] = anyOf;
  if (!isObject(inner) || !isObject(other) || Object.keys(other).length !== 1) return schema;
  const types = [...typesOf(inner), ...typesOf(other)];
  const known = typesOf(inner).length > 0 && typesOf(other).length > 0;
  return known ? { ...inner, ...rest, type: types } : schema;
}

function typesOf(schema: JsonSchema): unknown[] {
  const type = schema["type"];
  if (type === undefined) return [];
  return Array.isArray(type) ? type : [type];
}

function isObject(value: unknown): value is JsonSchema {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
