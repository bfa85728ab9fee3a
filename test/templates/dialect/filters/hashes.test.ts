import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { md5, sha1 } from "#templates/dialect/filters/encoding-filters.ts";

describe.each([
  ["md5", md5],
  ["sha1", sha1],
] as const)("%s", (name, hash) => {
  const expected = (message: Uint8Array) => createHash(name).update(message).digest("hex");

  test("of messages around the length of a block is Node's", () => {
    for (let length = 0; length <= 130; length++) {
      const message = new Uint8Array(length).fill(0xa5);
      expect(hash(message)).toBe(expected(message));
    }
  });

  test("of any message is Node's", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
        expect(hash(message)).toBe(expected(message));
      }),
    );
  });
});
