// The JSON Schema of scenario files, for editors. What it can't say, such as which actions there are, `flowhook test` tells.

import { editorSchema, type JsonSchema } from "#core/editor-schema.ts";
import { profileSchema } from "#core/event/profile.ts";
import { SCENARIO_PARTS, scenarioFileSchema } from "./scenario-schema.ts";

/** The JSON Schema of scenario files. */
export function scenarioJsonSchema(): JsonSchema {
  const { $schema, ...schema } = editorSchema(scenarioFileSchema, {
    definitions: { ...SCENARIO_PARTS, profile: profileSchema },
  });
  return { ...($schema === undefined ? {} : { $schema }), title: "Flowhook scenarios", ...schema };
}
