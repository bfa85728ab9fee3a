// Why a rendering ended early. Thrown by filters, limits and emitters; whoever renders makes a value of it again.

import type { RenderRule } from "../rules.ts";

/** A failure with its code; its message is for the author of the template. */
export class RenderFailure extends Error {
  readonly rule: RenderRule;

  constructor(rule: RenderRule, message: string) {
    super(message);
    this.rule = rule;
  }
}
