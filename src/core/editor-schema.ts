// From a schema of zod to the JSON Schema by which editors complete and check a file as it is written. What JSON Schema can't
// say, such as that a link leads to an action, is left to `flowhook validate`.

import * as z from "zod";

/** A JSON Schema. */
export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** How a schema is shown to editors. */
interface EditorSchemaOptions {
  /** Schemas that get a definition of their own, by its name; all others stand where they are used. */
  readonly definitions: Readonly<Record<string, z.ZodType>>;
  /** Options of unions that editors do not offer. */
  readonly leftOut?: ReadonlySet<z.core.$ZodType>;
}

/** The JSON Schema (draft 2020-12) of what a file may hold. */
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

/** The descriptions that schemas have, with the names of those that get definitions. */
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
