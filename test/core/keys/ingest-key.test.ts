import { describe, expect, test } from "vitest";
import {
  accepts,
  defaultKey,
  forgettableAt,
  isUseStored,
  keyNameSchema,
  MAX_TEXTS,
  REVOKED_KEPT_MS,
  type StoredKey,
  storedKeySchema,
  withNewText,
  withoutTexts,
} from "#core/keys/ingest-key.ts";
import { NOON } from "#support/delivery-samples.ts";
import { freshKey } from "#support/key-samples.ts";

const equal = (one: string, other: string) => one === other;
const KEY = freshKey({ texts: [{ sha256: "first" }] });

function rotated(key: StoredKey, sha256: string, { overlapSeconds = 60, now = NOON } = {}): StoredKey {
  const next = withNewText(key, { sha256, overlapSeconds, now });
  if (next === undefined) throw new Error("The key has too many texts");
  return next;
}

const acceptedOf = (key: StoredKey, now: number) =>
  ["first", "second", "third", "other", ""].filter((sha256) => accepts(key, sha256, now, equal));

describe("a key accepts", () => {
  test("its own text", () => {
    expect(acceptedOf(KEY, NOON)).toEqual(["first"]);
  });

  test("its earlier text until the overlap ends, and its new one also then", () => {
    const key = rotated(KEY, "second");
    expect(acceptedOf(key, NOON)).toEqual(["first", "second"]);
    expect(acceptedOf(key, NOON + 59_999)).toEqual(["first", "second"]);
    expect(acceptedOf(key, NOON + 60_000)).toEqual(["second"]);
  });

  test("only its new text if there is no overlap, whose earlier hash is deleted", () => {
    const key = rotated(KEY, "second", { overlapSeconds: 0 });
    expect(acceptedOf(key, NOON)).toEqual(["second"]);
    expect(key.texts).toEqual([{ sha256: "second" }]);
  });

  test("each earlier text as long as its own rotation stated, also after another rotation with a longer overlap", () => {
    const key = rotated(rotated(KEY, "second"), "third", { overlapSeconds: 600, now: NOON + 1_000 });
    expect(acceptedOf(key, NOON + 59_999)).toEqual(["first", "second", "third"]);
    expect(acceptedOf(key, NOON + 60_000)).toEqual(["second", "third"]);
    expect(acceptedOf(key, NOON + 601_000)).toEqual(["third"]);
  });

  test("an earlier text for a shorter time if a later rotation says so, because that one may follow a leak", () => {
    const key = rotated(rotated(KEY, "second"), "third", { overlapSeconds: 0, now: NOON + 1_000 });
    expect(acceptedOf(key, NOON + 1_000)).toEqual(["third"]);
  });

  test("nothing once it is revoked, and then it has no hashes", () => {
    const key = withoutTexts(rotated(KEY, "second"), NOON);
    expect(acceptedOf(key, NOON)).toEqual([]);
    expect(acceptedOf({ ...key, texts: KEY.texts }, NOON)).toEqual([]);
    expect(key).toMatchObject({ texts: [], revoked_at: NOON });
  });

  test("nothing if its text is set elsewhere", () => {
    expect(acceptedOf(defaultKey(undefined, NOON), NOON)).toEqual([]);
  });

  test("a text only after the comparison with all of its hashes", () => {
    const compared: string[] = [];
    accepts(rotated(KEY, "second"), "second", NOON, (one) => compared.push(one) > 0);
    expect(compared).toEqual(["second", "first"]);
  });
});

test("a key has at most five valid texts; once one expires, it can be rotated again", () => {
  let key: StoredKey = KEY;
  for (let count = 1; count < MAX_TEXTS; count++) key = rotated(key, `text ${count}`);
  expect(key.texts).toHaveLength(MAX_TEXTS);
  expect(withNewText(key, { sha256: "more", overlapSeconds: 60, now: NOON + 59_999 })).toBeUndefined();
  expect(rotated(key, "more", { now: NOON + 60_000 }).texts).toHaveLength(2);
});

test("each change has the next revision", () => {
  expect([KEY, rotated(KEY, "second"), withoutTexts(rotated(KEY, "second"), NOON)].map((key) => key.revision)).toEqual([
    1, 2, 3,
  ]);
});

test("every stored form of a key can be read again", () => {
  for (const key of [KEY, rotated(KEY, "second"), withoutTexts(KEY, NOON), defaultKey("hash", NOON)]) {
    expect(storedKeySchema.parse(JSON.parse(JSON.stringify(key)))).toEqual(key);
  }
});

test("a revoked key may be forgotten after thirty days, the default key never", () => {
  expect(forgettableAt(KEY)).toBeUndefined();
  expect(forgettableAt(withoutTexts(KEY, NOON))).toBe(NOON + REVOKED_KEPT_MS);
  expect(forgettableAt(withoutTexts(defaultKey("hash", NOON), NOON))).toBeUndefined();
});

test.each([
  [undefined, true],
  [NOON, false],
  [NOON - 59_999, false],
  [NOON - 60_000, true],
  [NOON + 60_000, false],
])("a use after the stored use %s is stored: %s", (last_used_at, expected) => {
  expect(isUseStored({ ...KEY, ...(last_used_at === undefined ? {} : { last_used_at }) }, NOON)).toBe(expected);
});

test.each([
  ["shop", true],
  ["Zoë’s shop", true],
  ["", false],
  ["default", false],
  ["a\nb", false],
  ["x".repeat(100), true],
  ["x".repeat(101), false],
])("the name %j is valid: %s", (name, valid) => {
  expect(keyNameSchema.safeParse(name).success).toBe(valid);
});
