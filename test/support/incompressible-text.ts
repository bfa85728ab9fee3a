// A text that no compression makes much smaller, the same each time: what sizes are tested with at their worst.

import { createHash } from "node:crypto";

/** Printable characters of JSON that need no escape. */
const CHARACTERS = Array.from({ length: 94 }, (_, index) => String.fromCharCode(0x21 + index))
  .filter((character) => character !== '"' && character !== "\\")
  .join("");

/** `length` characters, one byte each, that look drawn by chance; another `seed` gives another text. */
export function incompressibleText(length: number, seed: number): string {
  const parts: string[] = [];
  for (let block = 0; parts.length < length; block++) {
    const digest = createHash("sha512").update(`${seed}:${block}`).digest();
    parts.push(...Array.from(digest, (byte) => CHARACTERS[byte % CHARACTERS.length] ?? ""));
  }
  return parts.slice(0, length).join("");
}
