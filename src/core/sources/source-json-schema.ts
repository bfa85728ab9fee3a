// The JSON Schema of source files, for editors. `flowhook validate` refuses every file that this schema refuses, and more.

import { editorSchema, type JsonSchema } from "../editor-schema.ts";
import { mappingSchema } from "./mapping.ts";
import { SOURCE_KIND_SCHEMAS, sourceFileSchema } from "./source.ts";

/** The JSON Schema of source files. */
export function sourceJsonSchema(): JsonSchema {
  const { $schema, ...schema } = editorSchema(sourceFileSchema, {
    definitions: { ...SOURCE_KIND_SCHEMAS, mapping: mappingSchema },
  });
  return { ...($schema === undefined ? {} : { $schema }), title: "Flowhook source", ...schema };
}
