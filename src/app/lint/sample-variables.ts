// Finds variables of templates that no sample event has: usually a misspelt name. A variable may be absent if the template
// asks for it first or has a default.

import type { Event } from "#core/event/event.ts";
import { metricsOfFlow } from "#core/flow/flow-metrics.ts";
import type { FlowParts } from "#core/flow/flow-parts.ts";
import { type FlowWarning, flowWarning } from "#core/lint/flow-warnings.ts";
import { nearestName, suggestion } from "#core/nearest-name.ts";
import { jsonPointer, type Problem } from "#core/problem.ts";
import { pathText, type VariablePath } from "#templates/dialect/dialect.ts";
import { messageVariables, templateScope } from "#templates/template-scope.ts";
import type { TemplateVariable } from "#templates/webhook-template.ts";
import { compileMessage } from "../delivery/webhook-template.ts";
import { namesAt, valuesAt } from "./values-at.ts";

/** A sample event, and its file. */
export interface SampleEvent {
  readonly file: string;
  readonly event: Event;
}

/** The samples of one metric, as templates read them. */
interface Samples {
  readonly metric: string;
  readonly files: readonly string[];
  readonly roots: readonly object[];
}

/** The largest number of files that a message names. */
const MOST_FILES = 4;

/** Returns the variables of a flow that no sample event of its metric has, each once for an action. */
export function findUnknownVariables(parts: FlowParts, events: readonly SampleEvent[]): Problem<FlowWarning>[] {
  const metric = metricsOfFlow(parts)?.trigger;
  if (metric === undefined) return [];
  const own = events.filter(({ event }) => event.metric === metric);
  if (own.length === 0) {
    const message = `No sample event is a "${metric}", so the variables of this flow were not looked for.`;
    return [flowWarning("flow-no-sample", ["definition", "triggers", 0, "id"], message)];
  }
  const samples: Samples = {
    metric,
    files: [...new Set(own.map(({ file }) => file))],
    roots: own.map(({ event }) => messageVariables(templateScope(event, {}, event.received_at))),
  };
  return parts.actions.flatMap(({ message }, index) => {
    const compiled = message && compileMessage(message);
    if (!compiled?.ok) return [];
    const at = jsonPointer(["definition", "actions", index, "data", "message"]);
    return unknownVariables(compiled.template.variables, samples).map((found) => toWarning(found, samples, at));
  });
}

function unknownVariables(variables: readonly TemplateVariable[], { roots }: Samples): TemplateVariable[] {
  const isKnown = (path: VariablePath) => roots.some((root) => valuesAt(root, path).length > 0);
  const unknown: TemplateVariable[] = [];
  for (const variable of variables) {
    const { path, guards } = variable;
    // The organization is not part of an event.
    if (path[0] === "organization" || isKnown(path)) continue;
    if (guards.some((guard) => beginsWith(path, guard) && !isKnown(guard))) continue;
    if (!unknown.some((other) => beginsWith(path, other.path))) unknown.push(variable);
  }
  return unknown;
}

function beginsWith(path: VariablePath, start: VariablePath): boolean {
  return start.every((step, index) => path[index] === step);
}

function toWarning({ path, pointer, line, column }: TemplateVariable, samples: Samples, at: string) {
  const { metric, files, roots } = samples;
  const { known, names, missing } = namesAt(roots, path);
  const near = typeof missing === "string" ? nearestName(missing, names) : undefined;
  const meant = suggestion(near === undefined ? undefined : pathText([...known, near]));
  const more = files.length > MOST_FILES ? ` and ${files.length - MOST_FILES} more` : "";
  const message =
    `No sample event of "${metric}" has ${pathText(path)}.${meant} ` +
    `Checked samples: ${files.slice(0, MOST_FILES).join(", ")}${more}.`;
  return { rule: "flow-variable-not-in-samples", pointer: at + pointer, message, line, column } as const;
}
