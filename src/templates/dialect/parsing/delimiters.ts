// Where the outputs, tags and comments of a template begin and end.

import { continuesName, isSpace } from "../expressions/lexer.ts";

/** Length of `{{`, `{%` and the like. */
export const DELIMITER = 2;

/** What begins with a brace: an output, a tag or a comment. */
type Opener = "{{" | "{%" | "{#";

const CLOSERS: Readonly<Record<Opener, string>> = { "{{": "}}", "{%": "%}", "{#": "#}" };

/** The next opener at `from` or after it; undefined where there is none. */
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
      // No output begins with these: the first brace is JSON's, as in {{% if event.Gift %}"gift": true{% endif %}}.
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
 * The end of the output or tag that begins at `begin`; undefined where it is not closed. A closer inside quotes is none.
 * Where quotes don't come out even before the next opener, the first closer counts, so that a mistake stays where it is.
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

/** Tags that hold words for people, whose apostrophes are no quotes. */
const NOTES = ["#", "comment"];

function isNote(source: string, from: number): boolean {
  let at = source.charAt(from) === "-" ? from + 1 : from;
  while (isSpace(source.charCodeAt(at))) at++;
  return NOTES.some((name) => source.startsWith(name, at));
}

/** Finds the ends of comments; asked for one comment after the other, so that the source is gone through once. */
export class CommentEnds {
  readonly #closers: Finder;
  readonly #lines: Finder;

  constructor(source: string) {
    this.#closers = new Finder(source, CLOSERS["{#"]);
    this.#lines = new Finder(source, "\n");
  }

  /** The end of the comment that begins at `begin`; undefined where it has none. As in Django it stands on one line. */
  endOf(begin: number): { end: number; onOneLine: boolean } | undefined {
    const closer = this.#closers.next(begin + DELIMITER);
    if (closer < 0) return undefined;
    const line = this.#lines.next(begin);
    return { end: closer + DELIMITER, onOneLine: line < 0 || line > closer };
  }
}

/** Finds a text from places that come one after the other. */
class Finder {
  readonly #source: string;
  readonly #text: string;
  /** Where it was found; -1 where there is no more. */
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

/** Goes through quotes, forward only. */
class QuoteScanner {
  /** Whether another output or tag begins outside of quotes: then this one has ended before. */
  sawOpener = false;
  readonly #source: string;
  #at: number;
  #quote = "";

  constructor(source: string, from: number) {
    this.#source = source;
    this.#at = from;
  }

  /** Whether a place is inside quotes; places are asked for in their order. Goes no further than to another opener. */
  isOpenAt(place: number): boolean {
    while (this.#at < place && !this.sawOpener) this.#step(this.#source.charAt(this.#at));
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

/** Where the tag that ends a block begins and ends. */
interface EndTag {
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
