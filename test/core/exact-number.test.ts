import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExactNumber, exactNumber, isHeldByDouble } from "#core/exact-number.ts";

describe("a number is plain if a double holds it", () => {
  it.each<[string, number]>([
    ["0", 0],
    ["-0", -0],
    ["12.50", 12.5],
    ["0.1", 0.1],
    ["1.0", 1],
    ["999999999999999", 999_999_999_999_999],
    ["9007199254740992", 2 ** 53],
    ["-9007199254740991", -(2 ** 53 - 1)],
    ["100000000000000000000", 1e20],
    ["1e21", 1e21],
    ["1E+21", 1e21],
    ["1.7976931348623157e308", Number.MAX_VALUE],
    ["5e-324", 5e-324],
    ["0.30000000000000004", 0.1 + 0.2],
    ["0.000000000000000000001", 1e-21],
    ["12.3400000000000000000", 12.34],
    ["0.00000000000000000000", 0],
    ["0e999", 0],
    ["123456789012345e10", 1.23456789012345e24],
  ])("%s", (source, value) => {
    expect(exactNumber(source)).toBe(value);
    expect(isHeldByDouble(source)).toBe(true);
  });
});

describe("a number keeps its digits if a double would write others", () => {
  it.each([
    ["9007199254740993", 9_007_199_254_740_992],
    ["-9007199254740993", -9_007_199_254_740_992],
    ["36028797018963969", 2 ** 55],
    // A double holds it, but is written 36028797018963970.
    ["36028797018963968", 2 ** 55],
    ["12345678901234567890", 12_345_678_901_234_567_000],
    ["0.10000000000000001", 0.1],
    ["3.141592653589793238", Math.PI],
    ["1.0000000000000000001", 1],
    ["1e400", Number.POSITIVE_INFINITY],
    ["-1E400", Number.NEGATIVE_INFINITY],
    ["1e-400", 0],
    ["9007199254740993.0e0", 9_007_199_254_740_992],
  ])("%s", (source, double) => {
    const number = exactNumber(source);
    expect(number).toEqual(new ExactNumber(source));
    expect(number).toMatchObject({ double });
    expect(isHeldByDouble(source)).toBe(false);
    expect(JSON.stringify({ number: [number] })).toBe(`{"number":[${source}]}`);
    expect(`${number}`).toBe(source);
  });

  it("takes time that grows with its length", () => {
    const zeros = "0".repeat(200_000);
    expect(exactNumber(`1${zeros}1`)).toBeInstanceOf(ExactNumber);
    expect(exactNumber(`0.${zeros}1${zeros}`)).toBeInstanceOf(ExactNumber);
  });
});

describe("the decision about a number", () => {
  const digits = fc.stringMatching(/^\d{1,22}$/);
  const whole = digits.map((text) => text.replace(/^0+(?=\d)/, ""));
  const number = fc
    .tuple(fc.constantFrom("", "-"), whole, fc.option(digits), fc.option(fc.integer({ min: -330, max: 330 })))
    .map(([sign, int, fraction, exponent]) => {
      return `${sign}${int}${fraction === null ? "" : `.${fraction}`}${exponent === null ? "" : `e${exponent}`}`;
    });

  it("agrees with arithmetic on whole numbers of any length", () => {
    fc.assert(
      fc.property(number, (source) => {
        expect(isHeldByDouble(source)).toBe(isSameValue(source, String(Number(source))));
      }),
      { numRuns: 2_000 },
    );
  });
});

/** Whether two numbers are the same, both multiplied by the same power of ten until they are whole. */
function isSameValue(one: string, other: string): boolean {
  if (other.includes("Infinity")) return false;
  const [a, b] = [one, other].map(parts);
  if (a === undefined || b === undefined) return false;
  const power = BigInt(Math.max(a.places, b.places));
  return a.digits * 10n ** (power - BigInt(a.places)) === b.digits * 10n ** (power - BigInt(b.places));
}

function parts(number: string): { digits: bigint; places: number } {
  const [coefficient = "", exponent = "0"] = number.toLowerCase().split("e");
  const [whole = "", fraction = ""] = coefficient.split(".");
  return { digits: BigInt(whole + fraction), places: fraction.length - Number(exponent) };
}
