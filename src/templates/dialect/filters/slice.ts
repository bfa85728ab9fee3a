// `slice`: Django's with a text, ':3', '1:', '-2:', '::2', which is Python's slice without its brackets
// (https://docs.python.org/3/library/stdtypes.html#common-sequence-operations); Liquid's with numbers, where to begin and
// how many.

import { characters } from "./code-points.ts";
import type { Filter, FilterFamily, WrittenArgument } from "./filter.ts";
import { toInteger } from "./numbers.ts";

const SLICE = /^([+-]?\d+)?(?::([+-]?\d+)?)?(?::([+-]?\d+)?)?$/;

/** A part of a list or text; any other value as it is. */
const slice: Filter = (value, args, call) => {
  const sequence = Array.isArray(value) ? value : typeof value === "string" ? characters(value) : undefined;
  if (sequence === undefined) return value ?? "";
  call.useOutput(sequence.length);
  const part = partOf(sequence, args);
  if (part === undefined) return value;
  return typeof value === "string" ? part.join("") : part;
};

function partOf(sequence: readonly unknown[], args: readonly unknown[]): readonly unknown[] | undefined {
  const [first, count = 1] = args;
  return typeof first === "string" && args.length === 1
    ? pythonSlice(sequence, first)
    : liquidSlice(sequence, toInteger(first), toInteger(count));
}

function liquidSlice(sequence: readonly unknown[], from = 0, count = 0): readonly unknown[] {
  const start = from < 0 ? sequence.length + from : from;
  return start < 0 || count < 0 ? [] : sequence.slice(start, start + count);
}

function pythonSlice(sequence: readonly unknown[], text: string): readonly unknown[] | undefined {
  const match = SLICE.exec(text.trim());
  if (!match) return undefined;
  // A number without a colon is the end: Python's slice(2) is [:2].
  const [start, end] = text.includes(":") ? [match[1], match[2]] : [undefined, match[1]];
  const step = Number(match[3] ?? 1);
  return step === 0 ? undefined : stepped(sequence, bound(start), bound(end), step);
}

function bound(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Number(text);
}

function stepped(
  sequence: readonly unknown[],
  from: number | undefined,
  to: number | undefined,
  step: number,
): readonly unknown[] {
  const { length } = sequence;
  if (step === 1) return sequence.slice(from, to);
  // Backwards, what lies before the first item is an end too.
  const [lowest, highest] = step > 0 ? [0, length] : [-1, length - 1];
  const [start, end] = step > 0 ? [lowest, highest] : [highest, lowest];
  const within = (at: number) => Math.min(Math.max(at < 0 ? at + length : at, lowest), highest);
  return every(sequence, from === undefined ? start : within(from), to === undefined ? end : within(to), step);
}

function every(sequence: readonly unknown[], start: number, end: number, step: number): readonly unknown[] {
  const part: unknown[] = [];
  for (let at = start; step > 0 ? at < end : at > end; at += step) part.push(sequence[at]);
  return part;
}

function sliceProblem([first, ...more]: readonly WrittenArgument[]): string | undefined {
  if (first === undefined || more.length > 0) return undefined;
  if (typeof first.value !== "string") {
    return toInteger(first.value) === undefined ? NO_SLICE : undefined;
  }
  const match = SLICE.exec(first.value.trim());
  return match === null || match[0] === "" || Number(match[3] ?? 1) === 0 ? NO_SLICE : undefined;
}

const NO_SLICE = "slice takes a part such as ':3', '1:' or '-2:', or where to begin and how many: slice: 0, 3.";

/** The filter that takes a part. */
export const SLICE_FILTERS: FilterFamily = {
  slice: { filter: slice, origin: "Django", least: 1, most: 2, check: sliceProblem },
};
