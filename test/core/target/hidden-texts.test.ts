import fc from "fast-check";
import { expect, test } from "vitest";
import { HIDDEN_MARK, textHider } from "#core/target/hidden-texts.ts";

const hide = (text: string, ...secrets: string[]) => textHider(secrets).hide(text, false);
const hideCut = (text: string, ...secrets: string[]) => textHider(secrets).hide(text, true);

const SECRET = `a/b+c=d "e" 'f' <g>&\\ü🙂.`;

/** The spellings of a text in the formats of answers. */
const FORMATS: Readonly<Record<string, (text: string) => string>> = {
  "as it is": (text) => text,
  "in upper case": (text) => text.toUpperCase(),
  "as JSON": (text) => JSON.stringify(text),
  "as JSON with escaped slashes and ASCII only": (text) =>
    JSON.stringify(text)
      .replaceAll("/", "\\/")
      .replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  "as JSON that is safe in HTML": (text) =>
    JSON.stringify(text).replaceAll(
      /[<>&']/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0").toUpperCase()}`,
    ),
  "percent-encoded": encodeURIComponent,
  "percent-encoded with small letters": (text) =>
    encodeURIComponent(text).replaceAll(/%../g, (byte) => byte.toLowerCase()),
  "as a form": (text) => new URLSearchParams([["", text]]).toString().slice(1),
  "as HTML": (text) =>
    text
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
      .replaceAll("'", "&#39;"),
  "as HTML of PHP": (text) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("'", "&#039;"),
  "as HTML of numbers": (text) =>
    text.replaceAll(/[^a-z]/gu, (character) => `&#x${character.codePointAt(0)?.toString(16)};`),
  "as a JavaScript text": (text) =>
    text.replaceAll(/['"\\]/g, "\\$&").replaceAll(/[<>]/g, (unit) => `\\x${unit.charCodeAt(0).toString(16)}`),
};

test.each(Object.keys(FORMATS))("a secret is hidden %s", (name) => {
  const spell = FORMATS[name] ?? String;
  expect(hide(`no ${spell(SECRET)} yes ${spell(SECRET)}`, SECRET)).toMatch(/^no "?\*\*\*"? yes "?\*\*\*"?$/);
});

test.each([
  ["a text without the secret", "nothing here", ["s3cret"]],
  ["a text with a part of it", "s3cre", ["s3cret"]],
  ["any text, without secrets", "s3cret", []],
  ["any text, with an empty secret", "s3cret", [""]],
  ["a text that would match it as a pattern", "axb", ["a.b"]],
])("%s stays as it is", (_what, text, secrets) => {
  expect(hide(text, ...secrets)).toBe(text);
});

test("every secret is hidden, and one that contains another is hidden as a whole", () => {
  expect(hide("Bearer abc, abcdef, xyz", "abc", "abcdef", "xyz")).toBe("Bearer ***, ***, ***");
});

test("a text that was cut does not end with the beginning of a secret", () => {
  expect(hideCut("key: s3cr", "s3cret")).toBe("key: ***");
  expect(hideCut("key: s", "s3cret")).toBe("key: ***");
  expect(hideCut("key: s3cret", "s3cret")).toBe("key: ***");
  expect(hideCut("key: S%2", "s/cret")).toBe("key: ***");
  expect(hideCut("key: other", "s3cret")).toBe("key: other");
  expect(hideCut("s3cr is no end", "s3cret")).toBe("s3cr is no end");
  expect(hideCut("İİİ s3cr", "s3cret")).toBe("İİİ ***");
  expect(hideCut("", "s3cret")).toBe("");
  expect(hideCut("key: s3c", "cat", "s3cret")).toBe("key: ***");
});

test("a text that repeats a secret, cut anywhere, keeps nothing of the secret", () => {
  fc.assert(
    fc.property(fc.constantFrom(...Object.values(FORMATS)), fc.string(), fc.nat(), (spell, before, at) => {
      const echoed = spell(SECRET).replaceAll(/^"|"$/g, "");
      const text = `${before}${echoed}`;
      const cut = text.slice(0, before.length + (at % echoed.length) + 1);
      const shown = hideCut(cut, SECRET);
      expect(shown.endsWith(HIDDEN_MARK)).toBe(true);
      expect(before.startsWith(shown.slice(0, -HIDDEN_MARK.length))).toBe(true);
    }),
  );
});

test("a text that repeats any secret does not show it", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 4, unit: "binary" }), fc.string(), fc.string(), (secret, before, after) => {
      fc.pre(secret.isWellFormed() && !secret.includes(HIDDEN_MARK) && !HIDDEN_MARK.includes(secret));
      const shown = hide(`${before}${secret}${after}`, secret);
      expect(shown).toContain(HIDDEN_MARK);
      expect(shown.split(HIDDEN_MARK).some((part) => part.includes(secret))).toBe(false);
    }),
  );
});
