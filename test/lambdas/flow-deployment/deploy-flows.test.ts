import { expect, test } from "vitest";
import type { FlowPublication } from "#app/ports.ts";
import type { Flow } from "#core/flow/flow.ts";
import { deployFlows } from "../../../lambdas/flow-deployment/deploy-flows.ts";

const FLOW = {
  id: "thank-you",
  name: "Thank you",
  status: "live",
  definition: {
    triggers: [{ type: "metric", id: "Placed Order" }],
    entry_action_id: "send",
    actions: [
      {
        id: "send",
        type: "send-webhook",
        data: { status: "live", message: { name: "Thank", url: "https://thanks.example/", body: { a: 1 } } },
      },
    ],
  },
};

function setUp(text: string) {
  const replaced: { flows: readonly Flow[]; now: number }[] = [];
  const store: FlowPublication = {
    version: () => Promise.resolve("1"),
    load: () => Promise.resolve({ version: "1", flows: [] }),
    replace(flows, now) {
      replaced.push({ flows, now });
      return Promise.resolve({ version: "2", flows });
    },
  };
  return { replaced, deploy: deployFlows({ store, readFlows: () => text, now: () => 5 }) };
}

test.each(["Create", "Update"] as const)(
  "a deployment that does %s makes the files' flows the flows",
  async (request) => {
    const { replaced, deploy } = setUp(JSON.stringify([FLOW]));
    await deploy(request);
    expect(replaced).toMatchObject([{ flows: [{ id: "thank-you" }], now: 5 }]);
  },
);

test("a stack that is deleted leaves the flows alone", async () => {
  const { replaced, deploy } = setUp(JSON.stringify([FLOW]));
  await deploy("Delete");
  expect(replaced).toEqual([]);
});

test.each(["{}", '[{"id":"half"}]'])("%s is no list of flows: nothing is written", async (text) => {
  const { replaced, deploy } = setUp(text);
  await expect(deploy("Update")).rejects.toThrow("deployed flow");
  expect(replaced).toEqual([]);
});
