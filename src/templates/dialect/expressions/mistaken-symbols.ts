// Signs of other languages that people write into templates, each with what to write instead.

import { isTypographicQuote } from "./characters.ts";

const MISTAKES: readonly (readonly [sign: string, message: string])[] = [
  ["===", "Write == for ===."],
  ["!==", "Write != for !==."],
  ["&&", "Write and for &&."],
  ["||", "Write or for ||."],
  ["??", "Write {{ variable|default:'value' }} for ??."],
  ["{{", "Inside a tag or an output a variable stands without {{ }}."],
  ["{%", "A tag can't stand inside a tag or an output."],
];

const ARITHMETIC = "There is no arithmetic here: use the filters plus, minus, times and divided_by.";
const SINGLE: ReadonlyMap<string, string> = new Map([
  ["{", "A brace before an output stands apart from it: { {{ variable }}."],
  ["!", "Write not for !, and != for is not equal."],
  ["+", ARITHMETIC],
  ["-", ARITHMETIC],
  ["*", ARITHMETIC],
  ["/", ARITHMETIC],
  ["%", ARITHMETIC],
]);

/** What is wrong with the sign that begins here; undefined where it may be right. */
export function notUnderstood(source: string, begin: number, end: number): string | undefined {
  if (isTypographicQuote(source.charCodeAt(begin))) return `Write ' or " for ${source.charAt(begin)}.`;
  const mistake = MISTAKES.find(([sign]) => begin + sign.length <= end && source.startsWith(sign, begin));
  if (mistake) return mistake[1];
  return source.startsWith("!=", begin) ? undefined : SINGLE.get(source.charAt(begin));
}
