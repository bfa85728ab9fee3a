import { expect, it } from "vitest";
import { presentedKey } from "#api/ingest/presented-key.ts";

const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString("base64")}`;

it.each([
  ["Bearer abc", "abc"],
  ["bearer abc", "abc"],
  ["Bearer   abc", "abc"],
  ["Klaviyo-API-Key pk_abc", "pk_abc"],
  ["klaviyo-api-key pk_abc", "pk_abc"],
  [basic("abc:"), "abc"],
  [basic("fhk_0-_:"), "fhk_0-_"],
  [basic("abc:").replace("Basic", "basic"), "abc"],
  [basic("abc:").replace(/=+$/, ""), "abc"],
  [basic("abc"), undefined],
  [basic("abc:def"), undefined],
  [basic("abc::"), undefined],
  [basic(":abc"), undefined],
  [basic(":"), undefined],
  [basic("a b:"), undefined],
  [basic("abc:\n"), undefined],
  ["Basic", undefined],
  ["Basic ", undefined],
  ["Basic abc:", undefined],
  [`${basic("abc:")} x`, undefined],
  ["Bearer", undefined],
  ["Bearer ", undefined],
  ["Bearer abc def", undefined],
  ["Bearerabc", undefined],
  [" Bearer abc", undefined],
  ["abc", undefined],
  ["", undefined],
  [undefined, undefined],
])("the key in the header Authorization: %j is %j", (header, key) => {
  expect(presentedKey(header)).toBe(key);
});
