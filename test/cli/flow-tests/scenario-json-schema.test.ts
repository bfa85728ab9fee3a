// The JSON Schema of scenario files, checked with an independent validator.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { scenarioFileSchema, scenarioJsonSchema } from "#cli/flow-tests/scenario-schema.ts";
import { ROOT } from "#support/markdown.ts";

const schema = scenarioJsonSchema();
const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

const file = (scenario: string) => parse(`scenarios: [{ name: a, events: [{ metric: m }], ${scenario} }]`);

describe("the JSON Schema of scenario files", () => {
  it("is the committed one: node tools/flow-schema.ts writes it", () => {
    expect(JSON.parse(readFileSync(join(ROOT, "schema/scenarios.schema.json"), "utf8"))).toEqual(schema);
  });

  it.each(globSync("flows/tests/*.yaml", { cwd: ROOT }).sort())("accepts %s, which refers to it", (path) => {
    const yaml = readFileSync(join(ROOT, path), "utf8");
    expect(yaml).toMatch(/^# yaml-language-server: \$schema=\.\.\/\.\.\/schema\/scenarios\.schema\.json\n/);
    isValid(parse(yaml));
    expect(isValid.errors).toBe(null);
  });

  it.each([
    "expect: []",
    "expect: [{ at: now, outcome: parked, attempts: 0x2, reason: r, request: { body: [1], body_contains: null } }]",
    "expect_no: [{}]",
    "expect: [], target: 503",
    "expect: [], target: [200, { status: 429, retry_after: '5' }, { error: timeout }]",
    "expect: [], reviews: [{ at: +1h, approve: send }]",
    "expect: [], secrets: { a: null, b: c }, timezone: Europe/Vienna, start: 2026-03-02T09:00:00Z",
    "expect: [], profile: { email: null, location: { city: Wien } }",
  ])("accepts %s, as flowhook test does", (scenario) => {
    isValid(file(scenario));
    expect(isValid.errors).toBe(null);
    expect(scenarioFileSchema.safeParse(file(scenario)).success).toBe(true);
  });

  it.each([
    "expects: []",
    "expect: {}",
    "expect: [{}]",
    "expect: [{ at: now, outcome: skipped }]",
    "expect: [{ at: now, request: { body_like: 1 } }]",
    "expect: [], target: 999",
    "expect: [], target: { error: http-500 }",
    "expect: [], secrets: { a: 1 }",
    "expect: [], profile: { mail: a }",
    "expect: [], reviews: []",
  ])("rejects %s, as flowhook test does", (scenario) => {
    expect([isValid(file(scenario)), scenarioFileSchema.safeParse(file(scenario)).success]).toEqual([false, false]);
  });
});
