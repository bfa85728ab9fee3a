// Blocks whose content is not read as a template: `raw`, `verbatim` and `comment`.

import { continuesName, isSpace } from "../expressions/characters.ts";
import { DELIMITER } from "./tokens.ts";

const NAMES: ReadonlySet<string> = new Set(["raw", "verbatim", "comment"]);

/** Whether a tag opens such a block. */
export function opensLiteralBlock(name: string): boolean {
  return NAMES.has(name);
}

/** Where the tag that ends a block begins and ends. */
export interface EndTag {
  readonly begin: number;
  readonly end: number;
}

/**
 * The end tag of a block whose content begins at `from`.
 * @param label The words of the opening tag; in Django those of `verbatim` stand in its end tag again.
 */
export function findEndTag(source: string, from: number, name: string, label: string): EndTag | undefined {
  for (let begin = source.indexOf("{%", from); begin >= 0; begin = source.indexOf("{%", begin + 1)) {
    const closer = source.indexOf("%}", begin + DELIMITER);
    if (closer < 0) return undefined;
    const words = readEndTag(source, begin + DELIMITER, closer, `end${name}`);
    if (words !== undefined && (name !== "verbatim" || words === label)) return { begin, end: closer + DELIMITER };
  }
  return undefined;
}

/** What stands in a tag after its name; undefined where it has another name. */
function readEndTag(source: string, from: number, to: number, name: string): string | undefined {
  let at = source.charAt(from) === "-" ? from + 1 : from;
  while (at < to && isSpace(source.charCodeAt(at))) at++;
  if (!source.startsWith(name, at)) return undefined;
  const rest = source.slice(at + name.length, to);
  const words = (rest.endsWith("-") ? rest.slice(0, -1) : rest).trim();
  return words !== "" && continuesName(rest.charCodeAt(0)) ? undefined : words;
}
