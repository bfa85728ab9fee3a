// The JSON Schema of flow files, for editors. `flowhook validate` refuses every flow that this schema refuses, and more, because
// JSON Schema can't express all rules.

import type * as z from "zod";
import { editorSchema, type JsonSchema } from "../editor-schema.ts";
import { conditionGroupsSchema } from "../filters/condition-groups.ts";
import { filterSchema } from "../filters/filter.ts";
import { numericFilterSchema } from "../filters/numeric.ts";
import { timeframeSchema } from "../profiles/timeframe.ts";
import { actionSchema } from "./actions.ts";
import { flowSchema } from "./flow.ts";
import { branchFilterSchema, profileFilterSchema } from "./profile-conditions.ts";
import { isRunnable } from "./runnable.ts";
import { triggerSchema } from "./triggers.ts";

/** Triggers that runnable.ts refuses, each with its reason. */
const REFUSED_TRIGGERS = triggerSchema.options.filter(({ shape }) => !isRunnable(shape.type.value));

/** The JSON Schema of flow files. */
export function flowJsonSchema(): JsonSchema {
  const { $schema, ...schema } = editorSchema(flowSchema, {
    definitions: {
      ...definitionsByType(
        triggerSchema.options.filter(({ shape }) => isRunnable(shape.type.value)),
        "trigger",
      ),
      ...definitionsByType(actionSchema.options, "action"),
      "trigger-filter": conditionGroupsSchema,
      "profile-filter": profileFilterSchema,
      "branch-filter": branchFilterSchema,
      filter: filterSchema,
      "numeric-filter": numericFilterSchema,
      timeframe: timeframeSchema,
    },
    leftOut: new Set(REFUSED_TRIGGERS),
  });
  return { ...($schema === undefined ? {} : { $schema }), title: "Flowhook flow", ...schema };
}

type Typed = z.ZodType & { readonly shape: { readonly type: z.ZodLiteral<string> } };

/** The options of a union, named after their types: "metric-trigger". */
function definitionsByType(options: readonly Typed[], suffix: string): Record<string, z.ZodType> {
  return Object.fromEntries(options.map((option) => [`${option.shape.type.value}-${suffix}`, option]));
}
