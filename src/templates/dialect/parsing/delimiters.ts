// Finds where the outputs, tags and comments of a template begin and end.

import { continuesName, isSpace } from "../expressions/lexer.ts";

/** Length of a delimiter such as `{{` or `%}`. */
export const DELIMITER = 2;

/** The beginning of an output, a tag or a comment. */
type Opener = "{{" | "{%" | "{#";

const CLOSERS: Readonly<Record<Opener, string>> = { "{{": "}}", "{%": "%}", "{#": "#}" };

/** The next opener at or after `from`; undefined without one. */
export function nextOpener(source: string, from: number): { at: number; opener: Opener } | undefined {
  for (let at = source.indexOf("{", from); at >= 0; at = source.indexOf("{", at + 1)) {
    const opener = openerAt(source, at);
    if (opener) return { at, opener };
  }
  return undefined;
}

function openerAt(source: string, at: number): Opener | undefined {
  switch (source.charAt(at + 1)) {
    case "{":
      // An output never begins with % or #: the first brace belongs to the JSON, as in {{% if event.Gift %}"gift":
      // true{% endif %}}.
      return source.charAt(at + 2) === "%" || source.charAt(at + 2) === "#" ? undefined : "{{";
    case "%":
      return "{%";
    case "#":
      return "{#";
    default:
      return undefined;
  }
}

/**
 * The end of the output or tag at `begin`; undefined if it is not closed. A closer inside quotes does not count. If the
 * quotes are unbalanced before the next opener, the first closer counts, so that a mistake does not spread.
 */
export function endOf(source: string, begin: number, opener: "{{" | "{%"): number | undefined {
  const closer = CLOSERS[opener];
  const first = source.indexOf(closer, begin + DELIMITER);
  if (first < 0) return undefined;
  if (opener === "{%" && isNote(source, begin + DELIMITER)) return first + DELIMITER;
  const quoted = new QuoteScanner(source, begin + DELIMITER);
  for (let at = first; at >= 0 && !quoted.sawOpener; at = source.indexOf(closer, at + 1)) {
    if (!quoted.isOpenAt(at) && !quoted.sawOpener) return at + DELIMITER;
  }
  return first + DELIMITER;
}

/** Tags that contain a remark, in which an apostrophe does not open a quotation. */
const NOTES = ["#", "comment"];

function isNote(source: string, from: number): boolean {
  let at = source.charAt(from) === "-" ? from + 1 : from;
  while (isSpace(source.charCodeAt(at))) at++;
  return NOTES.some((name) => source.startsWith(name, at));
}

/** Finds the ends of comments in source order, so that the source is searched once. */
export class CommentEnds {
  readonly #closers: Finder;
  readonly #lines: Finder;

  constructor(source: string) {
    this.#closers = new Finder(source, CLOSERS["{#"]);
    this.#lines = new Finder(source, "\n");
  }

  /** The end of the comment at `begin`; undefined if it is not closed. As in Django, a comment must be on one line. */
  endOf(begin: number): { end: number; onOneLine: boolean } | undefined {
    const closer = this.#closers.next(begin + DELIMITER);
    if (closer < 0) return undefined;
    const line = this.#lines.next(begin);
    return { end: closer + DELIMITER, onOneLine: line < 0 || line > closer };
  }
}

/** Finds a text repeatedly from ascending offsets. */
class Finder {
  readonly #source: string;
  readonly #text: string;
  /** The last offset found; -1 if there is no other. */
  #found: number | undefined;

  constructor(source: string, text: string) {
    this.#source = source;
    this.#text = text;
  }

  next(from: number): number {
    if (this.#found === undefined || (this.#found >= 0 && this.#found < from)) {
      this.#found = this.#source.indexOf(this.#text, from);
    }
    return this.#found;
  }
}

const BACKSLASH = "\\";

/** Tracks quotes, forward only. */
class QuoteScanner {
  /** Whether another output or tag begins outside of quotes. The current one must have ended before it. */
  sawOpener = false;
  readonly #source: string;
  #at: number;
  #quote = "";

  constructor(source: string, from: number) {
    this.#source = source;
    this.#at = from;
  }

  /** Whether an offset is inside quotes. Offsets must ascend; the scan stops at another opener. */
  isOpenAt(offset: number): boolean {
    while (this.#at < offset && !this.sawOpener) this.#step(this.#source.charAt(this.#at));
    return this.#quote !== "";
  }

  #step(character: string): void {
    this.#at++;
    if (this.#quote === "") {
      if (character === "'" || character === '"') this.#quote = character;
      if (character === "{") this.sawOpener ||= openerAt(this.#source, this.#at - 1) !== undefined;
    } else if (character === BACKSLASH) this.#at++;
    else if (character === this.#quote) this.#quote = "";
  }
}

// Blocks whose content is not read as a template: `raw`, `verbatim` and `comment`.

const NAMES: ReadonlySet<string> = new Set(["raw", "verbatim", "comment"]);

/** Whether a tag opens such a block. */
export function opensLiteralBlock(name: string): boolean {
  return NAMES.has(name);
}

/** The span of the tag that ends a block. */
interface EndTag {
  readonly begin: number;
  readonly end: number;
}

/**
 * The end tag of the block whose content begins at `from`.
 * @param label The words of the opening tag. As in Django, the end tag of `verbatim` repeats them.
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

/** The words after the tag's name; undefined if the tag has another name. */
function readEndTag(source: string, from: number, to: number, name: string): string | undefined {
  let at = source.charAt(from) === "-" ? from + 1 : from;
  while (at < to && isSpace(source.charCodeAt(at))) at++;
  if (!source.startsWith(name, at)) return undefined;
  const rest = source.slice(at + name.length, to);
  const words = (rest.endsWith("-") ? rest.slice(0, -1) : rest).trim();
  return words !== "" && continuesName(rest.charCodeAt(0)) ? undefined : words;
}
