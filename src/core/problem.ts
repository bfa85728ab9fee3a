// Problems in something that a user wrote. Every surface shows them alike: the API as `errors`, the CLI and `cdk synth` as lines
// with file, line and column. A hostile body can break a rule tens of thousands of times, so only the first few problems are
// built and the others are counted, which takes no memory.

import { shorten } from "./shorten.ts";

/** A problem of an event, a flow or a request, and its location. `Rule` narrows it to the rules of one table. */
export interface Problem<Rule extends string = string> {
  /** The rule that was broken; listed in docs/errors.md. */
  readonly rule: Rule;
  /** The location, as a JSON pointer (RFC 6901) into the user's input: "/profile/email". Empty for the whole input. */
  readonly pointer: string;
  /** The problem and how to fix it, in words for the user. */
  readonly message: string;
  /** The line inside the text that the pointer names, if that is a template; counted from 1. */
  readonly line?: number;
  /** The column inside that line, counted from 1. */
  readonly column?: number;
  /** Set in an entry that only counts: the number of further problems that are not shown. */
  readonly not_shown?: number;
}

/** Longest key in a pointer, in characters. A hostile body can have keys as long as the body. */
const MAX_KEY_LENGTH = 80;

/** Longest pointer, in characters. */
const MAX_POINTER_LENGTH = 320;

/**
 * A JSON pointer (RFC 6901) to a path of keys and indexes. Long keys, and the middle of a long path, become "…": such a pointer
 * leads to the deepest location that it names in full.
 */
export function jsonPointer(path: readonly PropertyKey[]): string {
  const keys = path.map((key) => {
    return `/${shorten(String(key), MAX_KEY_LENGTH).replaceAll("~", "~0").replaceAll("/", "~1")}`;
  });
  const whole = keys.join("");
  if (whole.length <= MAX_POINTER_LENGTH) return whole;
  const half = MAX_POINTER_LENGTH / 2;
  const head = fitting(keys, half);
  const tail = fitting(keys.slice(head.length).reverse(), half).reverse();
  return [...head, "/…", ...tail].join("");
}

/** The first texts that together have at most `most` characters. */
function fitting(texts: readonly string[], most: number): string[] {
  let length = 0;
  const over = texts.findIndex((text) => {
    length += text.length;
    return length > most;
  });
  return over < 0 ? [...texts] : texts.slice(0, over);
}

/** The keys of a JSON pointer (RFC 6901): the inverse of `jsonPointer`. */
export function keysOfPointer(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Maximum problems that are reported for one input: more than a person fixes at once. */
export const MAX_FINDINGS = 20;

/** Collects the problems of one input. */
export class Findings<Rule extends string> {
  readonly #first: Problem<Rule>[] = [];
  #notShown = 0;

  /** Adds a problem. `build` is called only if the problem is among the first. */
  add(build: () => Problem<Rule>): void {
    if (this.#first.length < MAX_FINDINGS) this.#first.push(build());
    else this.#notShown += 1;
  }

  /** The first problems, and one entry that counts the others. */
  problems(): Problem<Rule>[] {
    return withCount(this.#first, this.#notShown);
  }
}

/** The first `most` problems, and one entry that counts the others, including those that `all` only counts. */
export function firstProblems<Found extends Problem>(all: readonly Found[], most = MAX_FINDINGS): Found[] {
  const built = all.filter(({ not_shown }) => not_shown === undefined);
  const counted = all.reduce((sum, { not_shown = 0 }) => sum + not_shown, 0);
  const shown = built.slice(0, most);
  return withCount(shown, counted + built.length - shown.length);
}

/** The counting entry has the location of the last shown problem, because the others follow it. */
function withCount<Found extends Problem>(shown: readonly Found[], notShown: number): Found[] {
  const last = shown.at(-1);
  if (last === undefined || notShown === 0) return [...shown];
  const message = notShown === 1 ? "1 more problem is not shown." : `${notShown} more problems are not shown.`;
  return [...shown, { ...last, pointer: "", message, not_shown: notShown }];
}
