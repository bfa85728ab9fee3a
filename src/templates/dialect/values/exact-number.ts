// Numbers that a double can't hold, such as 64-bit ids. Whoever reads the data may give one as an object of a class of its
// own that keeps the digits: filters and comparisons take the nearest double, text and JSON have every digit.

/** A number by its digits; its `toJSON` gives what JSON.stringify writes as they are. */
export interface ExactNumber {
  /** The digits, as JSON writes a number. */
  readonly source: string;
  toJSON(): unknown;
}

/** Writes a number into JSON as it is: ECMA-262's JSON.rawJSON, which TypeScript's library does not know yet. */
const { rawJSON } = JSON as JSON & { rawJSON(text: string): unknown };

/** A number of the dialect's own: one that stands in a template, or that a filter makes. */
export class WrittenNumber implements ExactNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  toJSON(): unknown {
    return rawJSON(this.source);
  }
}

/** Whether an object is a number of that kind: what JSON.parse makes is of no class but Object and Array. */
export function isExactNumber(value: object): value is ExactNumber {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === Array.prototype || prototype === null) return false;
  return "source" in value && typeof value.source === "string";
}

/** The number that a value is, the nearest double where it has more digits; undefined for what is no number. */
export function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "object" && value !== null && isExactNumber(value) ? Number(value.source) : undefined;
}
