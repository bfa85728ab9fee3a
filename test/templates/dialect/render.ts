// Renders a template with variables to a text, without a message around it.

import {
  Budget,
  parseTemplate,
  RenderContext,
  type RenderTime,
  TextEmitter,
  type Vocabulary,
  writeTemplate,
} from "#templates/dialect/dialect.ts";
import { VARIABLES } from "./sample-variables.ts";

/** Friday, 1 March 2024, 14:05:09 UTC. */
export const TIME: RenderTime = { now: Date.UTC(2024, 2, 1, 14, 5, 9) };

/** A vocabulary of these names and `missing`, without refusals. */
export function vocabularyOf(variables: object): Vocabulary {
  return {
    roots: new Set([...Object.keys(variables), "missing"]),
    unknownVariable: ([root]) => ({ rule: "template-unknown-variable", message: `There is no variable ${root}.` }),
  };
}

/** The rendered text. @throws Error with the findings of an invalid template */
export function render(source: string, variables: object = VARIABLES): string {
  const parsed = parseTemplate(source, vocabularyOf(variables));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.findings));
  const emitter = new TextEmitter(1_000_000, "The text");
  writeTemplate(parsed.template, new RenderContext(variables, TIME, new Budget()), emitter);
  return emitter.buffer;
}

/** The findings of a template, as "offset rule message". */
export function findingsOf(source: string, variables: object = VARIABLES): string[] {
  const parsed = parseTemplate(source, vocabularyOf(variables));
  return parsed.ok ? [] : parsed.findings.map(({ offset, rule, message }) => `${offset} ${rule} ${message}`);
}
