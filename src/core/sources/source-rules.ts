// The rules that a source file can break, apart from those of its templates (src/templates/rules.ts). A test compares this table
// with docs/errors.md, which says how to fix each problem.

import { jsonPointer, type Problem } from "../problem.ts";

/** Each rule of a source file, and the meaning of a problem with this code. */
export const SOURCE_RULES = {
  "source-invalid": "A field of the source file is missing, unknown or of the wrong kind.",
  "source-name": "The name of the file can't be the name of a source.",
  "source-duplicate": "Two files declare the same source.",
} as const satisfies Record<string, string>;

/** The code of a problem in a source file. */
export type SourceRule = keyof typeof SOURCE_RULES;

/** Each warning about a source file, and its meaning. Its requests are answered 503 until the secret is set. */
export const SOURCE_WARNINGS = {
  "source-secret-missing": "A source needs a secret that is not set here, so its requests are answered with 503.",
} as const satisfies Record<string, string>;

/** The code of a warning. */
export type SourceWarning = keyof typeof SOURCE_WARNINGS;

/** A warning about a place in a source file. */
export function sourceWarning(
  rule: SourceWarning,
  path: readonly PropertyKey[],
  message: string,
): Problem<SourceWarning> {
  return { rule, pointer: jsonPointer(path), message };
}

/** A problem in a source file, at a path of keys and indexes. */
export function sourceProblem(rule: SourceRule, path: readonly PropertyKey[], message: string): Problem<SourceRule> {
  return { rule, pointer: jsonPointer(path), message };
}
