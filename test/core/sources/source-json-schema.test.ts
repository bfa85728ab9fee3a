// The JSON Schema of source files, tested with an independent validator.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { sourceJsonSchema } from "#core/sources/source-json-schema.ts";
import { ROOT } from "#support/markdown.ts";

const schema = sourceJsonSchema();
const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

describe("the JSON Schema of source files", () => {
  it("is the committed one; node tools/flow-schema.ts writes it", () => {
    expect(JSON.parse(readFileSync(join(ROOT, "schema/source.schema.json"), "utf8"))).toEqual(schema);
  });

  it.each(globSync("examples/sources/*.source.yaml", { cwd: ROOT }).sort())("accepts %s, which names it", (file) => {
    const yaml = readFileSync(join(ROOT, file), "utf8");
    expect(yaml).toMatch(/^# yaml-language-server: \$schema=\.\.\/\.\.\/schema\/source\.schema\.json\n/);
    isValid(parse(yaml));
    expect(isValid.errors).toBe(null);
  });

  it.each([
    { kind: "shopfy", secret: "s" },
    { kind: "shopify" },
    { kind: "github", secret: "s", tolerance_seconds: 5 },
    { kind: "github", secret: "s", mapping: { metrc: "m" } },
    { kind: "github", secret: "s", mapping: { profile: { emial: "m" } } },
    { kind: "hmac", secret: "s", signature: {}, mapping: {} },
    { kind: "hmac", secret: "s", signature: { header: "x", encoding: "hexadecimal" }, mapping: {} },
  ])("refuses %j", (file) => {
    expect(isValid(file)).toBe(false);
  });
});
