import fc from "fast-check";
import { expect, test } from "vitest";
import { excerpt } from "#backends/http-target/excerpt.ts";
import { EXCERPT_LIMIT } from "#backends/http-target/limits.ts";

const of = (bytes: Buffer | string, cut = false, encoding?: string) =>
  excerpt({ bytes: Buffer.from(bytes), cut, encoding, type: undefined });

test.each([
  ["", ""],
  ["plain", "plain"],
  ['{"a": "ü 🙂"}\r\n\tb', '{"a": "ü 🙂"}\r\n\tb'],
  ["\x1b[2Jcleared", "\ufffd[2Jcleared"],
  ["bell\x07 back\b del\x7f c1\u009b31m", "bell\ufffd back\ufffd del\ufffd c1\ufffd31m"],
])("%j is shown as %j", (body, shown) => {
  expect(of(body)).toBe(shown);
});

test.each([
  ["a NUL", Buffer.from("a\0b"), "3 bytes"],
  ["Latin-1", Buffer.from("zoë", "latin1"), "3 bytes"],
  ["half a character", Buffer.from("ü").subarray(0, 1), "1 bytes"],
])("a body with %s is not text", (_what, bytes, size) => {
  expect(of(bytes)).toBe(`[a body that is not text, ${size}, not shown]`);
});

test.each(["gzip", "br", "deflate", "zstd"])("a body in %s encoding is not shown", (encoding) => {
  expect(of("text", false, encoding)).toBe(`[a body in ${encoding} encoding, not shown]`);
  expect(of("text", false, encoding.toUpperCase())).toContain("not shown");
});

test("the name of an encoding is shortened, and its control characters are replaced", () => {
  expect(of("x", false, `\x1b${"y".repeat(100)}`)).toBe(`[a body in \ufffd${"y".repeat(39)} encoding, not shown]`);
});

test("identity does not count as an encoding, and an empty body in any encoding is empty", () => {
  expect(of("text", false, "Identity")).toBe("text");
  expect(of("", false, "gzip")).toBe("");
});

test("the excerpt of a longer body says so and ends with a whole character", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3 }), fc.constantFrom("ü", "€", "🙂"), (shift, character) => {
      const text = "a".repeat(shift) + character.repeat(EXCERPT_LIMIT);
      const shown = of(text, true);
      expect(shown).toMatch(/ \[cut after 16384 bytes\]$/);
      const kept = shown.slice(0, shown.lastIndexOf(" ["));
      expect(text.startsWith(kept)).toBe(true);
      expect(Buffer.byteLength(kept)).toBeGreaterThan(EXCERPT_LIMIT - 4);
      expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(EXCERPT_LIMIT);
    }),
  );
});

test("a binary body over the limit is not shown", () => {
  expect(of(Buffer.alloc(EXCERPT_LIMIT + 1, 0xff), true)).toBe(
    "[a body that is not text, over 16384 bytes, not shown]",
  );
});

test("for any bytes, the excerpt is created and contains no control character", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.boolean(), (bytes, cut) => {
      expect(excerpt({ bytes: Buffer.from(bytes), cut, encoding: undefined, type: undefined })).not.toMatch(
        /(?![\t\n\r])\p{Cc}/u,
      );
    }),
  );
});
