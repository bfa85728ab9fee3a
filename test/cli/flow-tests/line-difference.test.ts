import fc from "fast-check";
import { expect, it } from "vitest";
import { lineDifference } from "#cli/flow-tests/line-difference.ts";

const shown = (expected: string, found: string) =>
  lineDifference(expected, found).map(({ side, text }) => `${{ both: " ", expected: "-", found: "+" }[side]}${text}`);

it("equal texts have no difference", () => {
  expect(shown("a\nb", "a\nb")).toEqual([" a", " b"]);
});

it("a changed line is shown as expected and as found", () => {
  expect(shown("a\nb\nc", "a\nx\nc")).toEqual([" a", "-b", "+x", " c"]);
});

it("missing and additional lines are shown in their place", () => {
  expect(shown("a\nb\nc", "a\nc\nd")).toEqual([" a", "-b", " c", "+d"]);
  expect(shown("b", "a\nb")).toEqual(["+a", " b"]);
});

const texts = fc
  .array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 12 })
  .map((lines) => lines.join("\n"));

/** The length of the longest common subsequence, computed naively. */
function longestCommon([a, ...as]: string[], [b, ...bs]: string[]): number {
  if (a === undefined || b === undefined) return 0;
  if (a === b) return 1 + longestCommon(as, bs);
  return Math.max(longestCommon([a, ...as], bs), longestCommon(as, [b, ...bs]));
}

it("both texts can be restored from their difference, and it has the most common lines", () => {
  const few = texts.filter((text) => text.length <= 15);
  fc.assert(
    fc.property(few, few, (expected, found) => {
      const lines = lineDifference(expected, found);
      const side = (name: string) => lines.filter((line) => line.side === name || line.side === "both");
      expect(
        side("expected")
          .map(({ text }) => text)
          .join("\n"),
      ).toBe(expected);
      expect(
        side("found")
          .map(({ text }) => text)
          .join("\n"),
      ).toBe(found);
      const common = lines.filter((line) => line.side === "both").length;
      expect(common).toBe(longestCommon(expected.split("\n"), found.split("\n")));
    }),
  );
});

it("texts of thousands of lines are shown one after the other, without a comparison", () => {
  const long = Array.from({ length: 1_001 }, (_, index) => `line ${index}`).join("\n");
  expect(
    lineDifference(long, "line 0")
      .map(({ side }) => side)
      .at(-1),
  ).toBe("found");
  expect(lineDifference(long, "line 0")).toHaveLength(1_002);
});
