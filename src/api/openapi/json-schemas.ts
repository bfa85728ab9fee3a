// Converts the zod schemas of an API to the JSON Schemas of its OpenAPI document. Named schemas become components, and all others
// that contain them refer to these.

import * as z from "zod";

/** A JSON Schema (draft 2020-12), which is the schema language of OpenAPI 3.1. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The JSON Schemas of an API. */
export interface JsonSchemas {
  /** The components, by name. */
  readonly components: Readonly<Record<string, JsonSchema>>;
  /** The JSON Schema of one of the converted schemas; a reference if the schema has a name. */
  readonly of: (schema: z.ZodType) => JsonSchema;
}

/** Converts schemas. `named`: those that become components, by name. `others`: those that are used in one place each. */
export function jsonSchemas(named: Readonly<Record<string, z.ZodType>>, others: readonly z.ZodType[]): JsonSchemas {
  const names = new Map(Object.entries(named).map(([name, schema]) => [schema, name]));
  const unnamed = [...new Set(others)].filter((schema) => !names.has(schema));
  const ids = new Map([...names, ...unnamed.map((schema, index): [z.ZodType, string] => [schema, `${index}`])]);
  const converted = convert(ids);
  return {
    components: Object.fromEntries(Object.keys(named).map((name) => [name, found(converted, name)])),
    of(schema) {
      const name = names.get(schema);
      return name === undefined ? found(converted, ids.get(schema) ?? "") : { $ref: reference(name) };
    },
  };
}

function reference(name: string): string {
  return `#/components/schemas/${name}`;
}

function found(schemas: Readonly<Record<string, JsonSchema>>, id: string): JsonSchema {
  const schema = schemas[id];
  if (schema === undefined) throw new Error(`The schema ${id} was not converted`);
  return schema;
}

function convert(ids: ReadonlyMap<z.ZodType, string>): Record<string, JsonSchema> {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of ids) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    io: "input",
    target: "draft-2020-12",
    unrepresentable: "any",
    uri: reference,
    override: ({ jsonSchema }) => simplify(jsonSchema),
  });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutIdentity(schema)]));
}

/** The format `date-time` already says what the long pattern of zod says. */
function simplify(schema: JsonSchema): void {
  if (schema.format === "date-time") delete schema.pattern;
}

/** In an OpenAPI document, the place of a schema identifies it. */
function withoutIdentity({ $schema, $id, "~standard": _, ...schema }: JsonSchema): JsonSchema {
  return schema;
}
