// Klaviyo's `resplit` (https://developers.klaviyo.com/en/docs/glossary_of_variable_filters) splits a text at a regular
// expression, as Python's `re.split` does. Patterns have no groups: alternatives of characters, classes and
// repetitions. Matching backtracks as in Python, but each step is counted, so that no value can make it run without
// end.

import { RenderFailure } from "../rendering/render-failure.ts";
import { characters } from "../values/code-points.ts";
import { plainText } from "../values/value-text.ts";
import type { Filter, FilterFamily, WrittenArgument } from "./filter.ts";

/** Whether an atom matches a character. */
type Takes = (character: string) => boolean;

interface Atom {
  readonly takes: Takes;
  readonly least: number;
  readonly most: number;
  readonly isLazy: boolean;
}

/** Alternatives, each a sequence of atoms. The first one that matches is used. */
type SimplePattern = readonly (readonly Atom[])[];

/** A class, an escape or a literal character; its repetition; and a question mark for a lazy repetition. */
const ATOM = /(\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]|\\[\s\S]|[^\\[\](){}|?*+^$])([?*+]|\{\d{1,4}(?:,\d{0,4})?\})?(\?)?/uy;

/** A pattern; undefined if the text is not one, or if it matches an empty text. */
function parsePattern(text: string): SimplePattern | undefined {
  const alternatives: Atom[][] = [[]];
  for (let at = 0; at < text.length; at = ATOM.lastIndex) {
    if (text.charAt(at) === "|") {
      alternatives.push([]);
      ATOM.lastIndex = at + 1;
      continue;
    }
    ATOM.lastIndex = at;
    const match = ATOM.exec(text);
    const atom = match && atomOf(match);
    if (!atom) return undefined;
    alternatives.at(-1)?.push(atom);
  }
  return alternatives.every((atoms) => atoms.some(({ least }) => least > 0)) ? alternatives : undefined;
}

function atomOf([, source = "", often = "", lazy]: readonly (string | undefined)[]): Atom | undefined {
  const takes = takesOf(source);
  if (takes === undefined) return undefined;
  const [least, most] = COUNTS[often] ?? countsOf(often);
  return { takes, least, most, isLazy: lazy !== undefined };
}

const ENDLESS = Number.POSITIVE_INFINITY;
const COUNTS: Readonly<Record<string, readonly [number, number]>> = {
  "": [1, 1],
  "?": [0, 1],
  "*": [0, ENDLESS],
  "+": [1, ENDLESS],
};

/** The counts of "{2}", "{2,}" and "{2,5}". */
function countsOf(braces: string): readonly [number, number] {
  const [least = "", most = least] = braces.slice(1, -1).split(",");
  return [Number(least), most === "" ? ENDLESS : Number(most)];
}

const CLASSES: Readonly<Record<string, Takes>> = {
  s: (character) => /\s/.test(character),
  d: (character) => /\p{Nd}/u.test(character),
  w: (character) => /[\p{L}\p{N}_]/u.test(character),
};
const CONTROLS: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", f: "\f", v: "\v" };

function takesOf(source: string): Takes | undefined {
  if (source.startsWith("[")) return classOf(source.slice(1, -1));
  if (source.startsWith("\\")) return escapeOf(source.slice(1));
  return source === "." ? (character) => character !== "\n" : (character) => character === source;
}

function escapeOf(letter: string): Takes | undefined {
  const named = CLASSES[letter.toLowerCase()];
  if (named !== undefined) return letter === letter.toLowerCase() ? named : (character) => !named(character);
  const control = CONTROLS[letter];
  if (control !== undefined) return (character) => character === control;
  // An escaped letter or digit has a special meaning in Python, such as a boundary or a group.
  return /[a-z\d]/i.test(letter) ? undefined : (character) => character === letter;
}

function classOf(source: string): Takes | undefined {
  const isNegated = source.startsWith("^");
  const parts = [...source.slice(isNegated ? 1 : 0).matchAll(/(\\[\s\S]|[\s\S])(?:-(\\[\s\S]|[\s\S]))?/gu)];
  const members = parts.map(([, from = "", to]) => (to === undefined ? memberOf(from) : rangeOf(from, to)));
  if (members.length === 0 || members.includes(undefined)) return undefined;
  return (character) => members.some((takes) => takes?.(character)) !== isNegated;
}

function memberOf(source: string): Takes | undefined {
  return source.length > 1 && source.startsWith("\\") ? escapeOf(source.slice(1)) : (character) => character === source;
}

function rangeOf(from: string, to: string): Takes | undefined {
  if (from.startsWith("\\") || to.startsWith("\\")) return undefined;
  const [first = 0, last = 0] = [from.codePointAt(0), to.codePointAt(0)];
  return (character) => {
    const code = character.codePointAt(0) ?? 0;
    return code >= first && code <= last;
  };
}

/** The end of a match at `start`; undefined without one. `step` is called for each character that is examined. */
function matchAt(
  pattern: SimplePattern,
  characters: readonly string[],
  start: number,
  step: () => void,
): number | undefined {
  for (const atoms of pattern) {
    const end = matchAtoms(atoms, 0, characters, start, step);
    if (end !== undefined) return end;
  }
  return undefined;
}

function matchAtoms(
  atoms: readonly Atom[],
  index: number,
  characters: readonly string[],
  start: number,
  step: () => void,
): number | undefined {
  const atom = atoms[index];
  if (atom === undefined) return start;
  const reach = taken(atom, characters, start, step);
  const counts = { first: atom.isLazy ? atom.least : reach, last: atom.isLazy ? reach : atom.least };
  const direction = atom.isLazy ? 1 : -1;
  for (let count = counts.first; reach >= atom.least && (counts.last - count) * direction >= 0; count += direction) {
    step();
    const end = matchAtoms(atoms, index + 1, characters, start + count, step);
    if (end !== undefined) return end;
  }
  return undefined;
}

/** The number of characters that an atom matches from `start`. */
function taken({ takes, most }: Atom, characters: readonly string[], start: number, step: () => void): number {
  let count = 0;
  while (count < most && start + count < characters.length && takes(characters[start + count] ?? "")) {
    step();
    count++;
  }
  return count;
}

/** The cost of a step of matching, in output characters: it takes several times as long as one. */
const STEP = 4;

const resplit: Filter = (value, [argument], call) => {
  const pattern = parsePattern(plainText(argument));
  if (pattern === undefined) throw new RenderFailure("template-render", NO_PATTERN);
  const text = characters(plainText(value));
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; ) {
    call.useOutput(1);
    const end = matchAt(pattern, text, at, () => call.useOutput(STEP));
    if (end === undefined) at++;
    else {
      parts.push(text.slice(from, at).join(""));
      from = end;
      at = end;
    }
  }
  return [...parts, text.slice(from).join("")];
};

const NO_PATTERN =
  "resplit takes a pattern without groups that matches one character or more: resplit:'\\s+', resplit:'[,;] ?|/'.";

function patternProblem([pattern]: readonly WrittenArgument[]): string | undefined {
  return pattern === undefined || parsePattern(plainText(pattern.value)) ? undefined : NO_PATTERN;
}

export const RESPLIT_FILTERS: FilterFamily = {
  resplit: { filter: resplit, origin: "Klaviyo", least: 1, most: 1, check: patternProblem },
};
