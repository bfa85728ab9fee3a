import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { BASIC_SECRET, NAMED_SIGNING, SIGNING, TARGET_SECRET, tracesIn } from "./recognizable.ts";

test.each([
  ["in plain text", `x ${TARGET_SECRET} y`],
  ["in capitals", TARGET_SECRET.toUpperCase()],
  ["percent-encoded", encodeURIComponent(TARGET_SECRET)],
  ["in JSON", JSON.stringify({ a: TARGET_SECRET })],
  ["in base64", Buffer.from(TARGET_SECRET).toString("base64")],
  ["in base64 at offset 1", Buffer.from(`x${TARGET_SECRET}`).toString("base64")],
  ["in base64 at offset 2", Buffer.from(`xy${TARGET_SECRET}`).toString("base64url")],
  ["in hexadecimal", Buffer.from(TARGET_SECRET).toString("hex")],
  ["as Basic credentials", BASIC_SECRET],
  ["as the signing secret", SIGNING],
  ["as a named signing secret without its prefix", NAMED_SIGNING.slice("whsec_".length)],
  ["between other bytes", Buffer.concat([Buffer.from([0, 255]), Buffer.from(TARGET_SECRET), Buffer.from([254])])],
])("a secret is recognized %s", (_, output) => {
  expect(tracesIn(output)).not.toEqual([]);
});

test("a hash of a secret and a placeholder are not taken for a secret", () => {
  expect(tracesIn(`*** ${createHash("sha256").update(TARGET_SECRET).digest("hex")} {{ secrets.hush }}`)).toEqual([]);
});
