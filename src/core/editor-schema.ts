// Converts a zod schema to the JSON Schema with which editors complete and check a file. `flowhook validate` checks the rules
// that JSON Schema can't express, such as that a link leads to an action.

import * as z from "zod";

/** A JSON Schema. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Options of the conversion. */
interface EditorSchemaOptions {
  /** Schemas that become definitions, by name; all others are inlined. */
  readonly definitions: Readonly<Record<string, z.ZodType>>;
  /** Options of unions that editors do not offer. */
  readonly leftOut?: ReadonlySet<z.core.$ZodType>;
}

/** The JSON Schema (draft 2020-12) of a file. */
export function editorSchema(schema: z.ZodType, { definitions, leftOut }: EditorSchemaOptions): JsonSchema {
  const { "~standard": _, ...found } = z.toJSONSchema(schema, {
    io: "input",
    target: "draft-2020-12",
    unrepresentable: "any",
    metadata: new NamedSchemas(definitions),
    override: ({ zodSchema, jsonSchema }) => leaveOut(zodSchema, jsonSchema, leftOut),
  });
  return found;
}

/** The descriptions of schemas, with the names of those that become definitions. */
class NamedSchemas extends z.core.$ZodRegistry<z.core.GlobalMeta> {
  readonly #names: ReadonlyMap<z.core.$ZodType, string>;

  constructor(definitions: Readonly<Record<string, z.ZodType>>) {
    super();
    this.#names = new Map(Object.entries(definitions).map(([name, schema]) => [schema, name]));
  }

  override get<Schema extends z.core.$ZodType>(schema: Schema) {
    const id = this.#names.get(schema);
    const described = z.globalRegistry.get(schema);
    return id === undefined ? described : { ...described, id };
  }
}

function leaveOut(schema: z.core.$ZodTypes, json: JsonSchema, leftOut: EditorSchemaOptions["leftOut"]): void {
  if (leftOut === undefined || schema._zod.def.type !== "union" || json.oneOf === undefined) return;
  const { options } = schema._zod.def;
  json.oneOf = json.oneOf.filter((_, index) => {
    const option = options[index];
    return option === undefined || !leftOut.has(option);
  });
}
