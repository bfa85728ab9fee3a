// What is wrong with an expression or a tag, while it is read.

import type { ParseRule } from "../rules.ts";

/** Thrown where reading can't go on; whoever reads the tag or output makes a finding of it. */
export class SyntaxProblem extends Error {
  readonly rule: ParseRule;
  /** Where in the source. */
  readonly offset: number;

  constructor(message: string, offset: number, rule: ParseRule = "template-syntax") {
    super(message);
    this.offset = offset;
    this.rule = rule;
  }
}
