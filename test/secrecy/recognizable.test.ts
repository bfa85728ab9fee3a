import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { BASIC_SECRET, NAMED_SIGNING, SIGNING, TARGET_SECRET, tracesIn } from "./recognizable.ts";

test.each([
  ["as it is", `x ${TARGET_SECRET} y`],
  ["in capitals", TARGET_SECRET.toUpperCase()],
  ["percent-encoded", encodeURIComponent(TARGET_SECRET)],
  ["in JSON", JSON.stringify({ a: TARGET_SECRET })],
  ["in base64", Buffer.from(TARGET_SECRET).toString("base64")],
  ["in base64 further on", Buffer.from(`x${TARGET_SECRET}`).toString("base64")],
  ["in base64 still further on", Buffer.from(`xy${TARGET_SECRET}`).toString("base64url")],
  ["in hexadecimal", Buffer.from(TARGET_SECRET).toString("hex")],
  ["as credentials", BASIC_SECRET],
  ["as what is signed with", SIGNING],
  ["as what is signed with by name", NAMED_SIGNING.slice("whsec_".length)],
  ["among bytes", Buffer.concat([Buffer.from([0, 255]), Buffer.from(TARGET_SECRET), Buffer.from([254])])],
])("a secret is recognized %s", (_, output) => {
  expect(tracesIn(output)).not.toEqual([]);
});

test("a text that is no secret is not recognized as one", () => {
  expect(tracesIn(`*** ${createHash("sha256").update(TARGET_SECRET).digest("hex")} {{ secrets.hush }}`)).toEqual([]);
});
