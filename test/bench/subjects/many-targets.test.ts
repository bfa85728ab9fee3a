import { describe, expect, test } from "vitest";
import * as z from "zod";
import { compileConditionGroups } from "#core/filters/condition-groups.ts";
import { flowSchema } from "#core/flow/flow.ts";
import { triggerConditions } from "#core/flow/triggers.ts";
import { FAILING, SLOW, TARGETS, targetFlow } from "../../../bench/subjects/many-targets.ts";

const messageSchema = z.object({
  data: z.object({ message: z.object({ url: z.string(), body: z.record(z.string(), z.string()) }) }),
});

const flows = Array.from({ length: TARGETS }, (_, number) => {
  const flow = flowSchema.parse(targetFlow(number, `http://127.0.0.1:${number}`, true));
  const [trigger] = flow.definition.triggers;
  const { url, body } = messageSchema.parse(flow.definition.actions[0]).data.message;
  return { url, body, conditions: compileConditionGroups((trigger && triggerConditions(trigger)) ?? []) };
});

function urlsFor(order: number): string[] {
  const event = { metric: "Placed Order", properties: { OrderId: String(order).padStart(9, "0") } };
  return flows.filter(({ conditions }) => conditions.matches(event, 0)).map(({ url }) => url);
}

describe("of a thousand orders in a row", () => {
  const urls = Array.from({ length: 1_000 }, (_, order) => urlsFor(1_000 + order));

  test("each one is sent to one counted target", () => {
    for (const to of urls) expect(to.filter((url) => url.endsWith("/hook"))).toHaveLength(1);
  });

  test("a hundred are also sent to a failing target, and fifty to a slow one", () => {
    const aside = urls.map((to) => to.filter((url) => url.includes("/aside/")));
    for (const to of aside) expect(to.length).toBeLessThan(2);
    expect(aside.flat().filter((url) => url.endsWith("/failing"))).toHaveLength(10 * FAILING);
    expect(aside.flat().filter((url) => url.endsWith("/slow"))).toHaveLength(10 * SLOW);
  });

  test("all targets are different", () => {
    expect(new Set(urls.flat()).size).toBe(TARGETS);
  });
});

test("only webhooks to counted targets contain the marker", () => {
  for (const { url, body } of flows) expect("marker" in body).toBe(url.endsWith("/hook"));
});

test("in the run that serves as the baseline, all targets are healthy", () => {
  const texts = Array.from({ length: TARGETS }, (_, number) => JSON.stringify(targetFlow(number, "http://x", false)));
  expect(texts.filter((text) => text.includes("/aside/well"))).toHaveLength(FAILING + SLOW);
  expect(texts.filter((text) => /aside\/(failing|slow)/.test(text))).toEqual([]);
});
