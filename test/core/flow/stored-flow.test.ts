import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { flowJsonSchema } from "#core/flow/flow-json-schema.ts";
import { FLOW_FORMAT, readStoredFlow } from "#core/flow/stored-flow.ts";
import { sampleFlow } from "#support/flow-files.ts";

test("the format of stored flows is the hash of the schema; after a change of the schema, use the hash that this test shows", () => {
  const withoutTexts = (key: string, value: unknown) =>
    key === "description" && typeof value === "string" ? undefined : value;
  const schema = JSON.stringify(flowJsonSchema(), withoutTexts);
  expect(FLOW_FORMAT).toBe(createHash("sha256").update(schema).digest("hex").slice(0, 12));
});

describe("a stored flow", () => {
  const flow = sampleFlow("a-flow");
  const { status, ...withoutStatus } = flow;
  const extended = { ...flow, unknown_field: 1 };

  test.each([undefined, "an earlier format", FLOW_FORMAT])("of the format %s is read as it was stored", (format) => {
    expect(readStoredFlow(flow, format)).toEqual(flow);
  });

  test.each([undefined, "an earlier format"])("of the format %s is checked", (format) => {
    expect(() => readStoredFlow(extended, format)).toThrow(/stored flow "a-flow": .*unknown_field/);
    expect(readStoredFlow(withoutStatus, format)?.status).toBe("draft");
  });

  test.each(["disabled", "draft"])("that is unreadable and %s is left out", (status) => {
    expect(readStoredFlow({ ...extended, status }, "an earlier format")).toBeUndefined();
  });

  test.each(["live", "manual", "unknown", undefined])("that is unreadable and has the status %s throws", (status) => {
    expect(() => readStoredFlow({ ...extended, status }, "an earlier format")).toThrow('the stored flow "a-flow"');
  });

  test("of this release's format is not checked again", () => {
    expect(readStoredFlow(extended, FLOW_FORMAT)).toBe(extended);
  });

  test.each([null, 1, "flow", {}])("is not %j, whatever format that has", (stored) => {
    expect(() => readStoredFlow(stored, FLOW_FORMAT)).toThrow("can't read the stored flow");
  });

  test("of this release's format that has no status is checked", () => {
    expect(readStoredFlow(withoutStatus, FLOW_FORMAT)?.status).toBe("draft");
  });
});
