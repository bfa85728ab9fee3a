// What a filter is: a plain function of a value and its arguments, and what is known of it before it is called.

import type { OutputEncoding } from "../rendering/emitter.ts";
import { plainText } from "../values/value-text.ts";

/** What a filter may need beside its value and arguments. */
export interface FilterCall {
  /** Arguments that the template gives by name: `allow_false: true`. */
  readonly keywords: Readonly<Record<string, unknown>>;
  /** The time of the rendering, in milliseconds since 1970: never the clock, so that a repeat renders the same. */
  readonly now: number;
  /** IANA name of the zone that dates are shown in: "UTC" where nothing else is set. */
  readonly timeZone: string;
  /**
   * Counts what a filter makes, in characters and list items, before it makes it where that may be much.
   * @throws RenderFailure when the filters of a rendering make too much.
   */
  useOutput(count: number): void;
}

/**
 * A filter. Values are what JSON can hold, and undefined for what is absent. A filter reads own properties alone, changes
 * no value that it is given, takes any value without throwing, and throws nothing but a RenderFailure.
 */
export type Filter = (value: unknown, args: readonly unknown[], call: FilterCall) => unknown;

/** Whose filter it is. */
type FilterOrigin = "Django" | "Klaviyo" | "Liquid";

/** An argument as the template writes it: its value where it is literal, nothing where only a rendering tells. */
export type WrittenArgument = { readonly value: unknown } | undefined;

/** A filter and what a template is checked against. */
export interface FilterEntry {
  readonly filter: Filter;
  readonly origin: FilterOrigin;
  /** Fewest and most arguments beside the value, those by name not counted. */
  readonly least: number;
  readonly most: number;
  /** Names of the arguments that it takes by name; none where absent. */
  readonly keywords?: readonly string[];
  /** What is wrong with literal arguments, as a sentence for the author; undefined where nothing is. */
  readonly check?: (args: readonly WrittenArgument[]) => string | undefined;
  /** What it does to a value, where an output that ends in it is not to do the same again; nothing where absent. */
  readonly encoding?: OutputEncoding;
  /**
   * Whether a text that it gives is spelled by the template and no text of the data: a number in a format, or a word of its
   * literal arguments. So the data decides about the text, but never about whether it is one.
   */
  readonly spells?: (text: string, args: readonly WrittenArgument[]) => boolean;
  /** Whether it is there for values that may be absent, as `default` is: then it is no surprise that one is. */
  readonly replacesAbsent?: boolean;
}

/** Filters by their names. */
export type FilterFamily = Readonly<Record<string, FilterEntry>>;

// The entry of a filter that has nothing to check but how many arguments it is given.

/** An entry; without numbers for a filter that takes no arguments, with one for a filter that takes just as many. */
export function entry(filter: Filter, origin: FilterOrigin, least = 0, most = least): FilterEntry {
  return { filter, origin, least, most };
}

// How filters of texts are made: what they are given is written as a text first, and what they make is counted.

/** Makes one text of another, with the arguments of the filter. */
export type TextChange = (text: string, args: readonly unknown[], call: FilterCall) => string;

/**
 * A filter of a text. Any other value is written as one, and what is absent is the empty text, as in Django
 * (https://docs.djangoproject.com/en/5.2/ref/templates/api/#how-invalid-variables-are-handled).
 */
export function textFilter(change: TextChange): Filter {
  return (value, args, call) => {
    const text = change(plainText(value), args, call);
    call.useOutput(text.length);
    return text;
  };
}

/** What Python's `str.split()` takes for space: https://docs.python.org/3/library/stdtypes.html#str.isspace */
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACES = new RegExp(`[${SPACE}]+`);

/** The words of a text: what spaces separate. */
export function words(text: string): string[] {
  return text.split(SPACES).filter((word) => word !== "");
}
