// Evaluates filters without the rest of the dialect: a value and filters with literal arguments, as in a template,
// `"Joel is a slug"|truncatewords:2`. Literals are JSON, texts may have single quotes, and `absent` is an absent value.

import { FILTERS } from "#templates/dialect/filters/registry.ts";
import { STEP_TIME } from "../../sample-order.ts";

/** A filter and its arguments. */
export interface WrittenFilter {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly keywords: Readonly<Record<string, unknown>>;
}

/** The value of an expression. */
export function evaluated(expression: string): unknown {
  const { value, filters } = parsed(expression);
  return filters.reduce<unknown>((input, { name, args, keywords }) => applied(name, input, args, keywords), value);
}

/** The value of one filter. */
export function applied(
  name: string,
  value: unknown,
  args: readonly unknown[] = [],
  keywords: Readonly<Record<string, unknown>> = {},
  useOutput: (count: number) => void = () => {},
): unknown {
  const entry = FILTERS.get(name);
  if (entry === undefined) throw new Error(`There is no filter ${name}`);
  return entry.filter(value, args, { keywords, now: STEP_TIME, timeZone: "UTC", useOutput });
}

/** The mistake in the literal arguments of the last filter. */
export function problemOf(expression: string): string | undefined {
  const { name, args } = parsed(expression).filters.at(-1) ?? { name: "", args: [] };
  return FILTERS.get(name)?.check?.(args.map((value) => ({ value })));
}

/** The parts of an expression. */
export function parsed(expression: string): { value: unknown; filters: readonly WrittenFilter[] } {
  const [operand = "", ...calls] = split(expression, "|");
  return { value: literal(operand), filters: calls.map(call) };
}

function call(text: string): WrittenFilter {
  const [name = "", ...rest] = split(text, ":");
  const given = rest.length === 0 ? [] : split(rest.join(":"), ",");
  const keyword = /^\s*([a-z_]+)\s*:(.*)$/s;
  const named = given.map((argument) => keyword.exec(argument)).filter((match) => match !== null);
  return {
    name: name.trim(),
    args: given.filter((argument) => !keyword.test(argument)).map(literal),
    keywords: Object.fromEntries(named.map(([, key = "", value = ""]) => [key, literal(value)])),
  };
}

function literal(text: string): unknown {
  const trimmed = text.trim();
  if (trimmed === "absent") return undefined;
  if (!trimmed.startsWith("'")) return JSON.parse(trimmed);
  return trimmed.slice(1, -1).replace(/\\(['\\])/g, "$1");
}

/** A text in quotes, or any other character. */
const PIECE = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[\s\S]/g;

/** Splits at a separator outside of quotes and brackets. */
function split(text: string, separator: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const [piece] of text.matchAll(PIECE)) {
    if (piece === separator && depth === 0) parts.push("");
    else parts.push(`${parts.pop()}${piece}`);
    depth += Number("[{".includes(piece)) - Number("]}".includes(piece));
  }
  return parts;
}
