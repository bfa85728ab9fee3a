// One template of a message, and the positions of its problems: a pointer to the text, and the line and column in it.

import type { Problem } from "#core/problem.ts";
import { parseTemplate, type Template, type VariableUse, type Vocabulary } from "./dialect/dialect.ts";
import type { TemplateRule } from "./rules.ts";
import { SECRETS } from "./template-scope.ts";

/** A position in a template, counted from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

export function positionAt(source: string, offset: number): Position {
  const before = source.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

/** A problem of the template at `pointer`; without a position it concerns the whole template. */
export function templateProblem(
  rule: TemplateRule,
  pointer: string,
  message: string,
  position?: Position | undefined,
): Problem {
  return { rule, pointer, message, ...position };
}

/** A template that can be rendered. */
export interface MessageTemplate {
  /** Its position in the message, as a JSON pointer. */
  readonly pointer: string;
  readonly source: string;
  readonly template: Template;
  /** The variables of the event, the profile and the organization that it reads. */
  readonly uses: readonly VariableUse[];
  /** Names of the secrets that it reads. */
  readonly secrets: ReadonlySet<string>;
}

/** Parses and checks a template; undefined if it has problems, which are added to `problems`. */
export function parseMessageTemplate(
  source: string,
  pointer: string,
  vocabulary: Vocabulary,
  problems: Problem[],
): MessageTemplate | undefined {
  const parsed = parseTemplate(source, vocabulary);
  if (!parsed.ok) {
    for (const { rule, message, offset } of parsed.findings) {
      // The dialect's rules and those of the vocabulary are all in TemplateRule.
      problems.push(templateProblem(rule as TemplateRule, pointer, message, positionAt(source, offset)));
    }
    return undefined;
  }
  const { template } = parsed;
  const uses = template.uses.filter(({ path }) => path[0] !== SECRETS);
  const secrets = template.uses.flatMap(({ path: [root, name] }) => (root === SECRETS ? [String(name)] : []));
  return { pointer, source, template, uses, secrets: new Set(secrets) };
}
