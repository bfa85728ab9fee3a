// Names that tags give: `as name` at the end of a tag, and the names of loops and assignments.

import type { ExpressionParser } from "../expressions/expression-parser.ts";
import type { GivenName } from "./dialect-tag.ts";

/** Reads a name that a variable is to have. @param what Opens the message: "The name of a variable". */
export function readName(words: ExpressionParser, what = "The name of a variable"): GivenName {
  const { text, begin } = words.name(what);
  return { name: text, offset: begin };
}

/** Reads `as name`, where it comes next. */
export function readAs(words: ExpressionParser): GivenName | undefined {
  return words.skip("as") ? readName(words, "A name after as") : undefined;
}
