import { expect, it } from "vitest";
import { jsonPointer } from "#core/problem.ts";

it.each<[readonly PropertyKey[], string]>([
  [[], ""],
  [["profile", "email"], "/profile/email"],
  [["items", 0, "name"], "/items/0/name"],
  [[""], "/"],
  [["a/b", "c~d"], "/a~1b/c~0d"],
  [["~1"], "/~01"],
])("the pointer to %j is %j (RFC 6901)", (path, pointer) => {
  expect(jsonPointer(path)).toBe(pointer);
});
