import { expect, test } from "vitest";
import { isKeyId, keyIdInText, keyText } from "#core/keys/key-text.ts";

const SECRET = "Aa0_-Aa0_-Aa0_-Aa0_-Aa0_-Aa0_-Aa0_-Aa0_-Aa0";
const PART = "0123456789abcdef0123";

test.each([`key_${PART}`, "key_default"])("the text of %s leads back to its id", (id) => {
  expect(keyIdInText(keyText(id, SECRET))).toBe(id);
});

test("a text begins with a prefix that secret scanners can look for", () => {
  expect(keyText(`key_${PART}`, SECRET)).toBe(`fhk_${PART}_${SECRET}`);
});

test.each([
  "",
  SECRET,
  `key_${PART}`,
  `fhk_${PART}`,
  `fhk_${PART}_`,
  `fhk_${PART}_${SECRET}x`,
  `fhk_${PART}_${SECRET.slice(1)}`,
  `fhk_${PART}0_${SECRET}`,
  `fhk_${PART.slice(1)}_${SECRET}`,
  `fhk_${PART.toUpperCase()}_${SECRET}`,
  `FHK_${PART}_${SECRET}`,
  ` fhk_${PART}_${SECRET}`,
  `fhk_${PART}_${SECRET}\n`,
  `fhk_${PART}_${SECRET.slice(1)}=`,
  `fhk_other_${SECRET}`,
])("%j names no key", (text) => {
  expect(keyIdInText(text)).toBeUndefined();
});

test.each([
  [`key_${PART}`, true],
  ["key_default", true],
  ["key_", false],
  [`key_${PART}0`, false],
  [`key_${PART.slice(1)}`, false],
  [`fhk_${PART}`, false],
  ["default", false],
  [`key_${PART}\n`, false],
])("%j as the id of a key: %s", (text, expected) => {
  expect(isKeyId(text)).toBe(expected);
});
