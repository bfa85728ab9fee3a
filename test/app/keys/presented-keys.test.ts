import { describe, expect, test } from "vitest";
import { PresentedKeys } from "#app/keys/presented-keys.ts";
import { type IngestKey, withNewText, withoutTexts } from "#core/keys/ingest-key.ts";
import { DEFAULT_KEY_ID, keyText } from "#core/keys/key-text.ts";
import { NOON } from "#support/delivery-samples.ts";
import { freshKey } from "#support/key-samples.ts";

const SECRET = "S".repeat(43);
const hash = (text: string) => `hash of ${text}`;
const KNOWN = { type: "known" };
const UNKNOWN = { type: "unknown" };

/** Keys of a process, each with the text `keyText(id, SECRET)`, and the uses that are stored. */
function lookup(keys: readonly IngestKey[], given?: string) {
  const stored = new Map(keys.map((key) => [key.id, key]));
  const uses: [string, number][] = [];
  const errors: unknown[] = [];
  const broken = { now: false };
  const presented = new PresentedKeys({
    keys: {
      get: (id) => stored.get(id),
      used: async (id, at) => {
        if (broken.now) throw new Error("the disk is full");
        uses.push([id, at]);
        const key = stored.get(id);
        if (key !== undefined) stored.set(id, { ...key, last_used_at: at });
      },
    },
    givenDefault: given === undefined ? undefined : hash(given),
    sha256Hex: hash,
    equal: (one, other) => one === other,
    onError: (error) => errors.push(error),
  });
  return { find: (text: string, now = NOON) => presented.find(text, now), stored, uses, errors, broken };
}

function keyWith(changes: Partial<IngestKey> = {}): IngestKey & { readonly text: string } {
  const key = freshKey(changes);
  const text = keyText(key.id, SECRET);
  return { ...key, texts: [{ sha256: hash(text) }], text };
}

describe("a presented text", () => {
  test("is that of the key that it names", () => {
    const [one, other] = [keyWith(), keyWith({ scope: { metrics: ["A"] } })];
    const { find } = lookup([one, other]);
    expect(find(one.text)).toEqual({ ...KNOWN, id: one.id, scope: {} });
    expect(find(other.text)).toEqual({ ...KNOWN, id: other.id, scope: { metrics: ["A"] } });
  });

  test("of a wrong, an expired, a revoked or an unknown key is unknown, and nothing distinguishes them", () => {
    const [key, ended] = [keyWith(), keyWith()];
    const rotated = withNewText(key, { sha256: "another hash", overlapSeconds: 1, now: NOON - 1_000 });
    const { find } = lookup([rotated ?? key, withoutTexts(ended, NOON)]);
    for (const text of [`${key.text.slice(0, -1)}T`, key.text, ended.text, keyWith().text, "", "x"]) {
      expect(find(text)).toEqual(UNKNOWN);
    }
  });

  test("without the form of a key can only be that of the default key", () => {
    const key = { ...keyWith(), texts: [{ sha256: hash("old-form") }] };
    const first = { ...key, id: DEFAULT_KEY_ID };
    expect(lookup([key]).find("old-form")).toEqual(UNKNOWN);
    expect(lookup([first]).find("old-form")).toMatchObject({ ...KNOWN, id: DEFAULT_KEY_ID });
  });

  test("of the default key is the given one if there is one, and then the stored one is not accepted", () => {
    const first = { ...keyWith(), id: DEFAULT_KEY_ID, texts: [{ sha256: hash("stored") }] };
    const given = keyText(keyWith().id, SECRET);
    for (const text of ["given", given]) {
      const { find } = lookup([first], text);
      expect(find(text)).toMatchObject({ ...KNOWN, id: DEFAULT_KEY_ID });
      expect(find("stored")).toEqual(UNKNOWN);
      expect(find("other")).toEqual(UNKNOWN);
    }
  });
});

describe("a key with a rate", () => {
  const rate = { requests_per_second: 0.1, burst: 2 };

  test("is refused with the time to wait after its burst, and accepted after that time", () => {
    const key = keyWith({ rate });
    const { find } = lookup([key]);
    expect([find(key.text).type, find(key.text).type]).toEqual(["known", "known"]);
    expect(find(key.text, NOON + 1_000)).toEqual({ type: "throttled", retryAfterSeconds: 9 });
    expect(find(key.text, NOON + 10_000).type).toBe("known");
  });

  test("does not use up the requests of another key, also over a rotation", () => {
    const [key, other] = [keyWith({ rate }), keyWith({ rate })];
    const { find, stored } = lookup([key, other]);
    for (let count = 0; count < 3; count++) find(key.text);
    expect(find(other.text).type).toBe("known");
    const rotated = withNewText(key, { sha256: hash(keyText(key.id, "T".repeat(43))), overlapSeconds: 60, now: NOON });
    stored.set(key.id, rotated ?? key);
    expect(find(keyText(key.id, "T".repeat(43))).type).toBe("throttled");
  });

  test("that is presented wrongly is unknown, and the rate does not count it", () => {
    const key = keyWith({ rate });
    const { find } = lookup([key]);
    for (let count = 0; count < 5; count++) expect(find(`${key.text.slice(0, -1)}T`)).toEqual(UNKNOWN);
    expect(find(key.text).type).toBe("known");
  });
});

describe("the last use", () => {
  test("is stored at most once a minute for each key", () => {
    const [key, other] = [keyWith(), keyWith()];
    const { find, uses } = lookup([key, other]);
    for (const after of [0, 1, 59_999, 60_000, 60_001]) find(key.text, NOON + after);
    find(other.text, NOON + 5);
    expect(uses).toEqual([
      [key.id, NOON],
      [key.id, NOON + 60_000],
      [other.id, NOON + 5],
    ]);
  });

  test("that can't be stored does not refuse the request", async () => {
    const key = keyWith();
    const { find, errors, broken } = lookup([key]);
    broken.now = true;
    expect(find(key.text).type).toBe("known");
    await Promise.resolve();
    await Promise.resolve();
    expect(errors).toHaveLength(1);
  });
});
