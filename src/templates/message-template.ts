// Where in a message a template's problem is: the pointer to the text, and line and column inside it.

import type { Problem } from "#core/problem.ts";
import { parseTemplate, type Template, type VariableUse, type Vocabulary } from "./dialect/dialect.ts";
import type { TemplateRule } from "./rules.ts";
import { SECRETS } from "./template-scope.ts";

/** A place inside a template, both numbers counted from 1. */
interface Position {
  readonly line: number;
  readonly column: number;
}

/** The position of the unit at `offset` of a template. */
export function positionAt(source: string, offset: number): Position {
  const before = source.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}

/** A problem of the template that `pointer` names; without a position it concerns the whole of it. */
export function templateProblem(
  rule: TemplateRule,
  pointer: string,
  message: string,
  position?: Position | undefined,
): Problem {
  return { rule, pointer, message, ...position };
}

// One template of a message: where it stands, and what of it concerns the message.

/** A template that can be rendered. */
export interface MessageTemplate {
  /** Where it stands in the message, as a JSON pointer. */
  readonly pointer: string;
  readonly source: string;
  readonly template: Template;
  /** The variables of the event, the profile and the organization that it reads. */
  readonly uses: readonly VariableUse[];
  /** Names of the secrets that it reads. */
  readonly secrets: ReadonlySet<string>;
}

/** Parses and checks a template; undefined when there are problems, which are added to the list. */
export function parseMessageTemplate(
  source: string,
  pointer: string,
  vocabulary: Vocabulary,
  problems: Problem[],
): MessageTemplate | undefined {
  const parsed = parseTemplate(source, vocabulary);
  if (!parsed.ok) {
    for (const { rule, message, offset } of parsed.findings) {
      // Rules are the dialect's and those of the vocabulary, which is ours.
      problems.push(templateProblem(rule as TemplateRule, pointer, message, positionAt(source, offset)));
    }
    return undefined;
  }
  const { template } = parsed;
  const uses = template.uses.filter(({ path }) => path[0] !== SECRETS);
  const secrets = template.uses.flatMap(({ path: [root, name] }) => (root === SECRETS ? [String(name)] : []));
  return { pointer, source, template, uses, secrets: new Set(secrets) };
}
