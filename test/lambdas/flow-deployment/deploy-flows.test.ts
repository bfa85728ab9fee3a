import { expect, test } from "vitest";
import { writeSnapshot } from "#backends/aws/flows/flow-snapshot.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { Source } from "#core/sources/source.ts";
import { sending } from "#support/flow-files.ts";
import { deployFlows } from "../../../lambdas/flow-deployment/deploy-flows.ts";

const FLOW = sending({ name: "Thank", url: "https://thanks.example/", body: { a: 1 } }, { id: "thank-you" });

const PROPERTIES = {
  ServiceToken: "arn",
  FlowsBucket: "assets",
  FlowsKey: "flows.zst",
  FlowsHash: "hash",
  SourcesBucket: "assets",
  SourcesKey: "sources.json",
};

const SHOP = { name: "shop", kind: "shopify", secret: "shop" };

function request(RequestType: "Create" | "Update" | "Delete", ResourceProperties = PROPERTIES) {
  return { RequestType, ResourceProperties };
}

function setUp(...definitions: readonly object[]) {
  return setUpSources([SHOP], ...definitions);
}

function setUpSources(sources: readonly object[], ...definitions: readonly object[]) {
  const replaced: { flows: readonly Flow[]; now: number }[] = [];
  const written: { sources: readonly Source[]; now: number }[] = [];
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
    return key === "flows.zst" ? file : new TextEncoder().encode(JSON.stringify(sources));
  };
  const writeSources = async (all: readonly Source[], now: number) => void written.push({ sources: all, now });
  return { replaced, written, done, deploy: deployFlows({ store, writeSources, readFile, now: () => 5 }) };
}

test.each(["Create", "Update"] as const)(
  "a deployment that does %s replaces the flows with those of the file that it names",
  async (type) => {
    const { replaced, done, deploy } = setUp(FLOW);
    await deploy(request(type));
    expect(replaced).toMatchObject([{ flows: [{ id: "thank-you" }], now: 5 }]);
    expect(done).toEqual({ removed: 0, read: ["assets/flows.zst", "assets/sources.json"] });
  },
);

test("a deployment replaces the sources after the flows", async () => {
  const { written, deploy } = setUp(FLOW);
  await deploy(request("Create"));
  expect(written).toEqual([{ sources: [SHOP], now: 5 }]);
});

test("an invalid source is refused, and nothing is written", async () => {
  const { replaced, written, deploy } = setUpSources([{ ...SHOP, kind: "shopfy" }], FLOW);
  await expect(deploy(request("Update"))).rejects.toThrow("The deployed source shop is not valid: /kind");
  expect([replaced, written]).toEqual([[], []]);
});

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
