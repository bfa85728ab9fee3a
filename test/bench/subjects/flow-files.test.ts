import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";
import { compileConditionGroups } from "#core/filters/condition-groups.ts";
import { type Flow, flowSchema } from "#core/flow/flow.ts";
import { triggerConditions } from "#core/flow/triggers.ts";
import type { JsonObject } from "#core/json.ts";
import { flowYaml } from "../../../bench/subjects/flow-files.ts";

const NOW = Date.parse("2026-06-17T15:00:00Z");
const KINDS = 16;

function flowOf(number: number, metrics = 1): Flow {
  return flowSchema.parse(parse(flowYaml(number, metrics, "http://127.0.0.1:9/hook")));
}

function conditionsOf(flow: Flow) {
  const [trigger] = flow.definition.triggers;
  return trigger && triggerConditions(trigger);
}

const orderSchema = z.object({ metric: z.string(), value: z.number(), properties: z.custom<JsonObject>() });

function orderIn(file: string) {
  return orderSchema.parse(JSON.parse(readFileSync(new URL(`../../../bench/${file}`, import.meta.url), "utf8")));
}

describe.each(["order.json", "detailed-order.json"])("of the bench's flows, %s matches", (file) => {
  test("the first, and none of the others", () => {
    const matching = Array.from({ length: 10 * KINDS }, (_, at) => flowOf(at + 1)).filter((flow) =>
      compileConditionGroups(conditionsOf(flow) ?? []).matches(orderIn(file), NOW),
    );
    expect(matching.map(({ id }) => id)).toEqual(["flow-1"]);
  });
});

test("each kind of flow of the bench has a different condition", () => {
  const numbers = Array.from({ length: 2 * KINDS }, (_, at) => at + 2);
  const filters = new Set(numbers.map((number) => JSON.stringify(conditionsOf(flowOf(number)))));
  expect(filters.size).toBe(2 * KINDS);
});

test("the bench's flows alternate among the metrics, and the first one uses the metric of orders", () => {
  const metrics = [1, 2, 3, 4].map((number) => flowOf(number, 3).definition.triggers[0]);
  expect(metrics).toMatchObject([
    { id: orderIn("order.json").metric },
    { id: "Placed Order 2" },
    { id: "Placed Order 3" },
    { id: "Placed Order" },
  ]);
});
