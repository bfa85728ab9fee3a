import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { loadFlows } from "#app/flows/load-flows.ts";
import { readFlowDirectory } from "#backends/flow-files/read-flow-directory.ts";
import { openMemoryPlayground } from "#cli/flow-tests/memory-playground.ts";
import { triggerMetric } from "#core/flow/triggers.ts";
import { notAsExpected, shippedScenarios } from "./shipped-scenarios.ts";

const { scenarios, problems, flowProblems } = shippedScenarios();
const { flows } = loadFlows(readFlowDirectory(fileURLToPath(new URL("../../flows", import.meta.url))));

describe("the flows that ship", () => {
  it("and their scenarios have no problems", () => {
    expect([...problems, ...flowProblems]).toEqual([]);
  });

  it("each have at least three scenarios: one that sends, and one that does not", () => {
    for (const { id } of flows) {
      const own = scenarios.filter((scenario) => scenario.flows.length === 1 && scenario.flows[0]?.id === id);
      const [sending, silent] = [
        own.filter(({ expected }) => expected?.length),
        own.filter(({ expected }) => !expected?.length),
      ];
      expect([id, own.length >= 3, sending.length > 0, silent.length > 0]).toEqual([id, true, true, true]);
    }
  });

  it("are all live, or manual where that is what they show", () => {
    expect(flows.filter(({ status }) => status !== "live").map(({ id, status }) => [id, status])).toEqual([
      ["gift-for-large-order", "manual"],
    ]);
  });

  it("start on events of which examples/events has at least one each", () => {
    const examples = fileURLToPath(new URL("../../examples/events", import.meta.url));
    const sent = readdirSync(examples).map((file) => JSON.parse(readFileSync(join(examples, file), "utf8")).metric);
    const metrics = flows.flatMap(({ definition }) => definition.triggers.map(triggerMetric));
    expect(metrics.filter((metric) => !sent.includes(metric))).toEqual([]);
  });
});

describe.each(Object.entries(Object.groupBy(scenarios, ({ flows: [flow] }) => flow?.id ?? "")))("%s", (_, own = []) => {
  it.each(own)("$name", async (scenario) => {
    expect(await notAsExpected(scenario, openMemoryPlayground)).toEqual([]);
  });
});
