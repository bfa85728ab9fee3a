// Where the outputs, tags and comments of a template begin and end.

import { DELIMITER } from "./tokens.ts";

/** What begins with a brace: an output, a tag or a comment. */
export type Opener = "{{" | "{%" | "{#";

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
      return "{{";
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
  const quoted = new QuoteScanner(source, begin + DELIMITER);
  for (let at = first; at >= 0; at = source.indexOf(closer, at + 1)) {
    const isOpen = quoted.isOpenAt(at);
    if (quoted.sawOpener) break;
    if (!isOpen) return at + DELIMITER;
  }
  return first + DELIMITER;
}

/** The end of the comment that begins at `begin`. As in Django it stands on one line. */
export function commentEnd(source: string, begin: number): { end: number; onOneLine: boolean } | undefined {
  const closer = source.indexOf(CLOSERS["{#"], begin + DELIMITER);
  if (closer < 0) return undefined;
  const line = source.indexOf("\n", begin);
  return { end: closer + DELIMITER, onOneLine: line < 0 || line > closer };
}

const BACKSLASH = "\\";

/** Goes through quotes, forward only. */
class QuoteScanner {
  /** Whether another output or tag seems to begin, so that quotes around it are likely not meant as such. */
  sawOpener = false;
  readonly #source: string;
  #at: number;
  #quote = "";

  constructor(source: string, from: number) {
    this.#source = source;
    this.#at = from;
  }

  /** Whether a place is inside quotes; places are asked for in their order. */
  isOpenAt(place: number): boolean {
    while (this.#at < place) this.#step(this.#source.charAt(this.#at));
    return this.#quote !== "";
  }

  #step(character: string): void {
    this.#at++;
    if (character === "{") this.sawOpener ||= openerAt(this.#source, this.#at - 1) !== undefined;
    if (this.#quote === "") {
      if (character === "'" || character === '"') this.#quote = character;
    } else if (character === BACKSLASH) this.#at++;
    else if (character === this.#quote) this.#quote = "";
  }
}
