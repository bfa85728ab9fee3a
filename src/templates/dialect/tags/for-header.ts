// What stands in a `for`: names, what to go through, and Liquid's ways to go through a part of it.

import type { Expression } from "../expressions/ast.ts";
import type { ExpressionParser } from "../expressions/expression-parser.ts";
import type { GivenName } from "./dialect-tag.ts";
import { readName } from "./given-name.ts";

/** The words of a `for`. */
export interface ForHeader {
  /** One name for each item, or several for the parts of each item. */
  readonly names: readonly GivenName[];
  readonly collection: Expression;
  readonly limit: Expression | undefined;
  readonly offset: Expression | undefined;
  readonly reversed: boolean;
}

const MODIFIERS = "limit:, offset: or reversed";

/** Reads `item in list limit:2 offset:1 reversed`; Liquid's order is offset, limit, reversed, whatever that of the words. */
export function readForHeader(words: ExpressionParser): ForHeader {
  const names = [readName(words, "The name of the loop's variable")];
  while (words.skip(",")) names.push(readName(words, "The name of another variable"));
  words.expect("in");
  const collection = words.operand();
  const modifiers: { limit?: Expression; offset?: Expression; reversed?: true } = {};
  while (!words.atEnd) {
    words.skip(",");
    readModifier(words, modifiers);
  }
  const { limit, offset, reversed = false } = modifiers;
  return { names, collection, limit, offset, reversed };
}

function readModifier(
  words: ExpressionParser,
  modifiers: { limit?: Expression; offset?: Expression; reversed?: true },
): void {
  if (words.skip("reversed")) modifiers.reversed = true;
  else if (words.isName("limit") || words.isName("offset")) {
    const which = words.isName("limit") ? "limit" : "offset";
    words.advance();
    words.expect(":");
    modifiers[which] = words.argument();
  } else throw words.problem(`${MODIFIERS} was expected here`);
}
