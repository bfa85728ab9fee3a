// What is wrong with something a user wrote, in a form that every surface shows alike: the API as `errors`,
// the CLI and `cdk synth` as lines with file, line and column.

import { shorten } from "./shorten.ts";

/** One thing that is wrong with an event, a flow or a request, and where. `Rule` narrows it to the rules of one table. */
export interface Problem<Rule extends string = string> {
  /** Which rule was broken; listed in docs/errors.md. */
  readonly rule: Rule;
  /** Where, as a JSON pointer (RFC 6901) into what the user wrote: "/profile/email". Empty for the whole. */
  readonly pointer: string;
  /** What is wrong and how to mend it, in words for the user. */
  readonly message: string;
  /** Line inside the text that the pointer names, where that is a template; counted from 1. */
  readonly line?: number;
  /** Column inside that line, counted from 1. */
  readonly column?: number;
  /** Set in an entry that is no problem of its own: how many problems follow that are not shown. */
  readonly not_shown?: number;
}

/** Longest key in a pointer, in characters. Keys of a hostile body are as long as the body. */
const MAX_KEY_LENGTH = 80;

/** Longest pointer, in characters. */
const MAX_POINTER_LENGTH = 320;

/**
 * A JSON pointer (RFC 6901) to a path of keys and indexes. It shows long keys, and the middle of a long path, as "…": such a
 * pointer leads to the nearest place above that it names in full.
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

/** The first of some texts that together have at most `most` characters. */
function fitting(texts: readonly string[], most: number): string[] {
  let length = 0;
  const over = texts.findIndex((text) => {
    length += text.length;
    return length > most;
  });
  return over < 0 ? [...texts] : texts.slice(0, over);
}

/** The keys that a JSON pointer (RFC 6901) leads along: what `jsonPointer` was made of. */
export function keysOfPointer(pointer: string): string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((key) => key.replaceAll("~1", "/").replaceAll("~0", "~"));
}
