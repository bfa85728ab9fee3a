// The mistakes that are found while a template is parsed, up to as many as someone reads.

import type { TagToken } from "liquidjs";
import type { Span } from "../expressions/ast.ts";
import { ExpressionParser } from "../expressions/expression-parser.ts";
import { SyntaxProblem } from "../expressions/syntax-problem.ts";
import { MAX_PROBLEMS } from "../limits.ts";
import type { Finding } from "./finding.ts";

/** Thrown when the rest of a template can't be understood; what is wrong has been reported. */
export class Abandoned extends Error {}

/** Collects mistakes. */
export class Mistakes {
  readonly findings: Finding[] = [];

  /** Keeps a mistake. @throws Abandoned when there are enough */
  report(finding: Finding): void {
    this.findings.push(finding);
    if (this.findings.length >= MAX_PROBLEMS) throw new Abandoned();
  }

  /** Keeps a mistake after which the rest can't be understood. */
  abandon(finding: Finding): never {
    this.findings.push(finding);
    throw new Abandoned();
  }

  /** Reads all of a range of the source; undefined where it can't be understood, which is then kept. */
  read<Value>(source: string, range: Span, read: (words: ExpressionParser) => Value): Value | undefined {
    try {
      const words = new ExpressionParser(source, range);
      const value = read(words);
      words.expectEnd();
      return value;
    } catch (error) {
      if (!(error instanceof SyntaxProblem)) throw error;
      this.report({ rule: error.rule, message: error.message, offset: error.offset });
      return undefined;
    }
  }
}

/** A tag that belongs to another block than the one it stands in. */
export function misplaced(token: TagToken, opening: TagToken, ends: readonly string[]): Finding {
  const expected = ends.map((name) => `{% ${name} %}`).join(", ");
  const message = `{% ${token.name} %} can't stand here, inside {% ${opening.name} %}: ${expected} may come first.`;
  return { rule: "template-syntax", message, offset: token.begin };
}

/** A block without its end. */
export function notClosed({ name, begin: offset }: TagToken): Finding {
  const message = `{% ${name} %} is not closed: {% end${name} %} is missing.`;
  return { rule: "template-syntax", message, offset };
}
