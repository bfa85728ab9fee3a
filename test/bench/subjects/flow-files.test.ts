import { expect, test } from "vitest";
import { parse } from "yaml";
import { flowSchema } from "#core/flow/flow.ts";
import { flowYaml } from "../../../bench/subjects/flow-files.ts";

test("a flow of the bench is a flow, and matches its own shop alone", () => {
  const flow = flowSchema.parse(parse(flowYaml(42, "http://127.0.0.1:9/hook")));
  expect(flow.id).toBe("shop-42");
  expect(JSON.stringify(flow.definition.triggers)).toContain('"operator":"equals","value":"shop-42"');
});
