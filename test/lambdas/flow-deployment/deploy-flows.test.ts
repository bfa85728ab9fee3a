import { expect, test } from "vitest";
import { writeSnapshot } from "#backends/aws/flows/flow-snapshot.ts";
import type { Flow } from "#core/flow/flow.ts";
import { sending } from "#support/flow-files.ts";
import { deployFlows } from "../../../lambdas/flow-deployment/deploy-flows.ts";

const FLOW = sending({ name: "Thank", url: "https://thanks.example/", body: { a: 1 } }, { id: "thank-you" });

const PROPERTIES = { ServiceToken: "arn", FlowsBucket: "assets", FlowsKey: "flows.zst", FlowsHash: "hash" };

function request(RequestType: "Create" | "Update" | "Delete", ResourceProperties = PROPERTIES) {
  return { RequestType, ResourceProperties };
}

function setUp(...definitions: readonly object[]) {
  const replaced: { flows: readonly Flow[]; now: number }[] = [];
  const done = { removed: 0, read: [] as string[] };
  const store = {
    version: () => Promise.resolve("1"),
    load: () => Promise.resolve({ version: "1", flows: [] }),
    replace(flows: readonly Flow[], now: number) {
      replaced.push({ flows, now });
      return Promise.resolve({ version: "2", flows });
    },
    async removeSnapshots() {
      done.removed += 1;
    },
  };
  const file = writeSnapshot(
    "files",
    "format",
    definitions.map((one) => JSON.stringify(one)),
  );
  const readFile = async (bucket: string, key: string) => {
    done.read.push(`${bucket}/${key}`);
    return file;
  };
  return { replaced, done, deploy: deployFlows({ store, readFile, now: () => 5 }) };
}

test.each(["Create", "Update"] as const)(
  "a deployment that does %s replaces the flows with those of the file that it names",
  async (type) => {
    const { replaced, done, deploy } = setUp(FLOW);
    await deploy(request(type));
    expect(replaced).toMatchObject([{ flows: [{ id: "thank-you" }], now: 5 }]);
    expect(done).toEqual({ removed: 0, read: ["assets/flows.zst"] });
  },
);

test("deleting the stack leaves the flows alone, and removes the files that would keep their bucket", async () => {
  const { replaced, done, deploy } = setUp(FLOW);
  await deploy(request("Delete"));
  expect(replaced).toEqual([]);
  expect(done).toEqual({ removed: 1, read: [] });
});

test("an invalid flow is refused, and nothing is written", async () => {
  const { replaced, deploy } = setUp(FLOW, { id: "half" });
  await expect(deploy(request("Update"))).rejects.toThrow("deployed flow");
  expect(replaced).toEqual([]);
});
