// A filter is a function of a value and its arguments. Its entry describes it to the check of templates.

import type { OutputEncoding } from "../rendering/emitter.ts";
import { plainText } from "../values/value-text.ts";

/** The environment of a filter. */
export interface FilterCall {
  /** Arguments that the template names: `allow_false: true`. */
  readonly keywords: Readonly<Record<string, unknown>>;
  /**
   * The time of the rendering, in milliseconds since 1970. It is never the clock's, so a repeated rendering gives the
   * same result.
   */
  readonly now: number;
  /** IANA name of the zone for dates: "UTC" unless another one is configured. */
  readonly timeZone: string;
  /**
   * Counts output in characters and list items. A filter that may make much output counts it beforehand.
   * @throws RenderFailure if the filters of a rendering exceed their limit
   */
  useOutput(count: number): void;
}

/**
 * A filter. Values are JSON values, and undefined if absent. A filter reads only own properties, changes none of its
 * arguments, accepts any value, and throws nothing but RenderFailure.
 */
export type Filter = (value: unknown, args: readonly unknown[], call: FilterCall) => unknown;

/** The language that defines a filter. */
type FilterOrigin = "Django" | "Klaviyo" | "Liquid";

/** The value of a literal argument; undefined for an argument that only a rendering can evaluate. */
export type WrittenArgument = { readonly value: unknown } | undefined;

/** A filter and the rules for its use. */
export interface FilterEntry {
  readonly filter: Filter;
  readonly origin: FilterOrigin;
  /** The smallest and largest number of arguments, without named ones. */
  readonly least: number;
  readonly most: number;
  /** The names of its named arguments. */
  readonly keywords?: readonly string[];
  /** The mistake in literal arguments, as a sentence for the author; undefined without one. */
  readonly check?: (args: readonly WrittenArgument[]) => string | undefined;
  /** The encoding that it applies, so that an output that ends in it does not apply the same again. */
  readonly encoding?: OutputEncoding;
  /**
   * Whether the template itself spells a text of the filter's value: a formatted number, or a literal argument. The
   * data may choose among such texts, but it can't produce one.
   */
  readonly spells?: (text: string, args: readonly WrittenArgument[]) => boolean;
  /** Whether it replaces absent values, as `default` does, so that its input may be absent. */
  readonly replacesAbsent?: boolean;
}

/** Filters by name. */
export type FilterFamily = Readonly<Record<string, FilterEntry>>;

/** An entry without a check. Without numbers the filter takes no arguments; with one it takes exactly as many. */
export function entry(filter: Filter, origin: FilterOrigin, least = 0, most = least): FilterEntry {
  return { filter, origin, least, most };
}

/** Changes a text, given the arguments of the filter. */
export type TextChange = (text: string, args: readonly unknown[], call: FilterCall) => string;

/**
 * A filter of texts, whose output is counted. Any other value is written as a text, and an absent one as an empty text,
 * as in Django (https://docs.djangoproject.com/en/5.2/ref/templates/api/#how-invalid-variables-are-handled).
 */
export function textFilter(change: TextChange): Filter {
  return (value, args, call) => {
    const text = change(plainText(value), args, call);
    call.useOutput(text.length);
    return text;
  };
}

/** The white space of Python's `str.split()`: https://docs.python.org/3/library/stdtypes.html#str.isspace */
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACES = new RegExp(`[${SPACE}]+`);

/** The words of a text, separated by white space. */
export function words(text: string): string[] {
  return text.split(SPACES).filter((word) => word !== "");
}
