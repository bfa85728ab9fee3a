import fc from "fast-check";
import { expect, test } from "vitest";
import { isPlainName } from "#core/target/target-url.ts";

/** Parses a host as the sender does. */
const isPlain = (written: string) => {
  const url = URL.parse(`https://${written}/`);
  return url !== null && isPlainName(written, url.hostname);
};

test.each([
  "example.com",
  "EXAMPLE.com",
  "example.com.",
  "localhost",
  "a",
  "1a.example",
  "xn--mnchen-3ya.example",
  "münchen.example",
  "MÜNCHEN.example",
  "例え.テスト",
  "مثال.إختبار",
  "under_score.example",
  "-odd-.example",
  `${"a".repeat(63)}.example`,
  `${"a.".repeat(126)}b`,
])("%s is a plain name", (name) => {
  expect(isPlain(name)).toBe(true);
});

test.each([
  ["a dot too many", "example.com.."],
  ["no letter between two dots", "a..example"],
  ["a dot at its beginning", ".example"],
  ["signs that DNS names do not have", "a;b.example"],
  ["a quote", 'a".example'],
  ["a brace", "a{b}.example"],
  ["an asterisk", "*.example"],
  ["an ampersand", "a&b.example"],
  ["a letter that is percent-encoded", "ex%61mple.com"],
  ["letters in circles", "ⓔⓧⓐⓜⓟⓛⓔ.com"],
  ["wide letters", "ｅxample.com"],
  ["a wide dot", "example。com"],
  ["two letters in one sign", "localhoﬆ"],
  ["a hyphen that is not seen", "local\u00adhost"],
  ["a space of no width", "local\u200bhost"],
  ["a mark that is not seen", "local\u034fhost"],
  ["a label of 64 characters", `${"a".repeat(64)}.example`],
  ["over 253 characters", `${"a.".repeat(127)}b`],
])("a name with %s is not plain: %s", (_what, name) => {
  expect(isPlain(name)).toBe(false);
});

test("a plain name in ASCII equals the parsed name", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(..."abcXYZ019-_.%@:;&*\"' /?#[]\\") }), (written) => {
      const url = URL.parse(`https://${written}/`);
      if (url !== null && isPlainName(written, url.hostname)) expect(url.hostname).toBe(written.toLowerCase());
    }),
    { numRuns: 2000 },
  );
});

test("any domain is a plain name", () => {
  fc.assert(
    fc.property(fc.domain(), (name) => {
      expect(isPlain(name)).toBe(true);
    }),
  );
});
