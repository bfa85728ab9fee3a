import { DynamoDBClient, PutItemCommand, type PutItemCommandInput, QueryCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Item } from "#backends/aws/dynamodb/attribute-values.ts";
import { DynamoDbFlowReader } from "#backends/aws/flows/dynamodb-flow-reader.ts";
import { DynamoDbFlowStore } from "#backends/aws/flows/dynamodb-flow-store.ts";
import { SNAPSHOT_NAMES, writeSnapshot } from "#backends/aws/flows/flow-snapshot.ts";
import type { Flow } from "#core/flow/flow.ts";
import { FLOW_FORMAT, readStoredFlow } from "#core/flow/stored-flow.ts";
import { type DynamoDbEmulator, flowsTable, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { MemoryFiles } from "#support/aws/memory-files.ts";
import { NOON } from "#support/delivery-samples.ts";
import { sampleFlow } from "#support/flow-files.ts";
import { incompressibleText } from "#support/incompressible-text.ts";
import { flowPublicationContract } from "../../../contracts/flow-publication.contract.ts";

const unexpected = (error: unknown) => {
  throw error;
};

flowPublicationContract("DynamoDB", async () => {
  const emulator = await startDynamoDb();
  return { store: new DynamoDbFlowStore(flowsTable(emulator), unexpected), close: emulator.close };
});

describe("the flows table", () => {
  let emulator: DynamoDbEmulator;
  let store: DynamoDbFlowStore;
  beforeEach(async () => {
    emulator = await startDynamoDb();
    store = new DynamoDbFlowStore(flowsTable(emulator), unexpected);
  });
  afterEach(() => emulator.close());

  /** Returns a store that calls `before` before each write. */
  function watched(before: (input: PutItemCommandInput) => Promise<void>): DynamoDbFlowStore {
    return new DynamoDbFlowStore(flowsTable(emulator, watchedClient(before)), unexpected);
  }

  function watchedClient(before: (input: PutItemCommandInput) => Promise<void>): DynamoDBClient {
    const client = new DynamoDBClient(emulator.config);
    client.middlewareStack.add(
      (next, context) => async (args) => {
        // The command of this name has this input.
        if (context.commandName === "PutItemCommand") await before(args.input as PutItemCommandInput);
        return next(args);
      },
      { step: "initialize", name: "watch" },
    );
    return client;
  }

  test("a flow that a change makes unreadable is removed for readers and reported", async () => {
    const reports: string[] = [];
    const reader = new DynamoDbFlowReader(
      flowsTable(emulator),
      (stored, format) => {
        const flow = readStoredFlow(stored, format);
        return flow?.name === "unreadable" ? undefined : flow;
      },
      (error) => reports.push(String(error)),
    );
    await store.replace([sampleFlow("a-flow"), sampleFlow("b-flow")], NOON);
    expect((await reader.load()).flows).toHaveLength(2);
    await store.replace([sampleFlow("a-flow"), sampleFlow("b-flow", { name: "unreadable" })], NOON + 1);
    expect(await reader.load("1")).toEqual({ version: "2", after: "1", flows: [], gone: ["b-flow"] });
    expect(reports).toEqual([expect.stringContaining('"b-flow"')]);
  });

  test("every definition of a flow is kept, with its version", async () => {
    await store.replace([sampleFlow("a-flow"), sampleFlow("b-flow")], NOON);
    await store.replace([sampleFlow("a-flow"), sampleFlow("b-flow", { name: "changed" })], NOON + 1);
    const history = async (id: string) => {
      const key = { ":pk": { S: `history#${id}` } };
      const query = { KeyConditionExpression: "pk = :pk", ExpressionAttributeValues: key };
      const { Items = [] } = await emulator.client.send(new QueryCommand({ TableName: emulator.flows, ...query }));
      return Items.map((item) => [item["sk"]?.S, JSON.parse(item["definition"]?.S ?? "").name, item["updated_at"]?.N]);
    };
    expect(await history("a-flow")).toEqual([["0000000001", "The flow a-flow", String(NOON)]]);
    expect(await history("b-flow")).toEqual([
      ["0000000001", "The flow b-flow", String(NOON)],
      ["0000000002", "changed", String(NOON + 1)],
    ]);
  });

  /** Returns a store whose process ends at write number `at`, counted from 1. */
  function killedAt(at: number): { store: DynamoDbFlowStore; killed: () => boolean } {
    let writes = 0;
    const count = async () => {
      if (++writes >= at) throw new Error("killed");
    };
    const table = flowsTable(emulator, watchedClient(count));
    const write = async (name: string, content: Uint8Array) => {
      await count();
      await emulator.flowFiles.write(name, content);
    };
    const { snapshots } = table;
    const files = { read: (name: string) => snapshots.read(name), write, remove: unexpected };
    return { store: new DynamoDbFlowStore({ ...table, snapshots: files }, unexpected), killed: () => writes >= at };
  }

  test("a deployment that is killed at any write leaves the flows unchanged; the next one deploys all of them", async () => {
    const first = [sampleFlow("a-flow"), sampleFlow("b-flow"), sampleFlow("c-flow")];
    let before = await store.replace(first, NOON);
    let [killed, at] = [true, 0];
    for (; killed; at++) {
      const next = [sampleFlow("a-flow", { name: `changed ${at}` }), sampleFlow("b-flow"), sampleFlow(`d-flow-${at}`)];
      const dying = killedAt(at + 1);
      const outcome = await dying.store.replace(next, NOON).catch(() => "killed");
      killed = dying.killed();
      if (!killed) continue;
      expect(outcome).toBe("killed");
      expect(await store.load()).toEqual(before);
      expect(await new DynamoDbFlowStore(flowsTable(emulator), unexpected).load()).toEqual(before);
      // Other flows than those of the killed deployment, whose writes must not stay.
      const other = [sampleFlow("a-flow", { name: `other ${at}` }), sampleFlow("b-flow")];
      const changed = await store.replace(other, NOON);
      const seen = [await store.load(), await rowsOnly().load()];
      expect(seen).toEqual([changed, changed]);
      expect(Number(changed.version)).toBeGreaterThan(Number(before.version));
      before = changed;
    }
    expect(at).toBeGreaterThan(8);
  });

  /** Returns a store that finds no file. */
  function rowsOnly(errors: unknown[] = []): DynamoDbFlowStore {
    return new DynamoDbFlowStore({ ...flowsTable(emulator), snapshots: new MemoryFiles() }, (error) =>
      errors.push(error),
    );
  }

  test.each([[[]], [[sampleFlow("a-flow")]]])("of two concurrent replacements one is refused", async (held) => {
    if (held.length > 0) await store.replace(held, NOON);
    const overtaken = watched(async ({ Item: item }) => {
      if (item?.["pk"]?.S === "catalogue") await store.replace([sampleFlow("b-flow")], NOON);
    });
    await expect(overtaken.replace([sampleFlow("c-flow")], NOON)).rejects.toThrow("at the same time");
  });

  test("flows that are read during a replacement have the previous version", async () => {
    await store.replace([sampleFlow("a-flow")], NOON);
    const seen: string[] = [];
    const slow = watched(async () => {
      seen.push((await store.load()).version);
    });
    const { version } = await slow.replace([sampleFlow("a-flow", { name: "changed" })], NOON);
    // The mark, the flow in its two rows, the changes, and the version.
    expect(seen).toHaveLength(5);
    expect(seen).not.toContain(version);
  });

  test("deploying unchanged flows writes nothing and keeps their version", async () => {
    const { version } = await store.replace([sampleFlow("a-flow")], NOON);
    const writing = watched(() => Promise.reject(new Error("written")));
    expect((await writing.replace([sampleFlow("a-flow")], NOON)).version).toBe(version);
  });

  describe("a reader that has an earlier version", () => {
    const changesAfter = async (after: string) => {
      const loaded = await store.load(after);
      return "after" in loaded ? loaded.flows.map(({ id, name }) => `${id}: ${name}`).sort() : "all flows";
    };
    const many = Array.from({ length: 20 }, (_, id) => sampleFlow(`flow-${id}`));
    const withNames = (names: Readonly<Record<string, string>>) =>
      many.map((flow) => ({ ...flow, name: names[flow.id] ?? flow.name }));

    test("loads only the flows that changed after it, each with its current definition", async () => {
      const { version: first } = await store.replace(withNames({}), NOON);
      const { version: second } = await store.replace(withNames({ "flow-1": "one", "flow-2": "two" }), NOON);
      const third = await store.replace(withNames({ "flow-1": "one", "flow-2": "three" }).slice(0, 19), NOON);
      expect(await changesAfter(first)).toEqual(["flow-19: The flow flow-19", "flow-1: one", "flow-2: three"]);
      expect(await changesAfter(second)).toEqual(["flow-19: The flow flow-19", "flow-2: three"]);
      expect(await changesAfter(third.version)).toEqual([]);
      const { flows } = await store.load(second);
      expect(flows.map(({ id, status }) => `${id} ${status}`).sort()).toEqual(["flow-19 disabled", "flow-2 live"]);
    });

    test("keeps its flows when an eventually consistent read returns an older version", async () => {
      const { version } = await store.replace(many, NOON);
      const ahead = String(Number(version) + 1);
      expect(await store.load(ahead)).toEqual({ version: ahead, after: ahead, flows: [], gone: [] });
    });

    test("loads all flows if more changed than a row can hold", async () => {
      const { version } = await store.replace(many, NOON);
      const large = (id: number) => sampleFlow(`large-${id}`, { name: incompressibleText(100_000, id) });
      const all = [...many, large(1), large(2), large(3), large(4)];
      const { flows } = await store.replace(all, NOON);
      expect((await store.load(version)).flows.map(({ id }) => id)).toEqual(flows.map(({ id }) => id));
      expect(await changesAfter(version)).toBe("all flows");
    });

    test("loads all flows if a deployment in between was killed", async () => {
      const { version } = await store.replace(many, NOON);
      await expect(killedAt(4).store.replace(withNames({ "flow-1": "one" }), NOON)).rejects.toThrow("killed");
      await store.replace(withNames({ "flow-2": "two" }), NOON);
      await store.replace(withNames({ "flow-2": "two", "flow-3": "three" }), NOON);
      expect(await changesAfter(version)).toBe("all flows");
    });
  });

  describe("flows that an earlier release wrote", () => {
    /** Rows as 0.1.0 wrote them. */
    async function writtenBefore(version: string, flows: readonly Flow[]): Promise<void> {
      const put = (item: Item) => emulator.client.send(new PutItemCommand({ TableName: emulator.flows, Item: item }));
      for (const flow of flows) {
        const definition = { S: JSON.stringify(flow) };
        await put({ pk: { S: "flow" }, sk: { S: flow.id }, v: { N: "1" }, definition, status: { S: flow.status } });
      }
      await put({ pk: { S: "catalogue" }, sk: { S: "version" }, v: { N: "1" }, version: { S: version } });
    }
    const [a, b] = [sampleFlow("a-flow"), sampleFlow("b-flow")];

    test("are read from their rows and replaced like others", async () => {
      await writtenBefore("4", [a, b]);
      expect(await store.load()).toEqual({ version: "4", flows: [a, b] });
      expect(await store.load("3")).toEqual({ version: "4", flows: [a, b] });
      const replaced = await store.replace([a], NOON);
      expect(replaced).toEqual({ version: "5", flows: [a, { ...b, status: "disabled" }] });
      expect(await store.load("4")).toEqual(replaced);
      expect(await rowsOnly().load()).toEqual(replaced);
    });

    test("are found after a rollback, although this release has changes of the same version", async () => {
      await store.replace([a, b], NOON);
      const changed = { ...a, name: "changed" };
      await store.replace([changed, b], NOON);
      await writtenBefore("2", [a, { ...b, name: "by the earlier release" }]);
      expect((await store.load("1")).flows.map(({ name }) => name)).toEqual([
        "The flow a-flow",
        "by the earlier release",
      ]);
      const { version, flows } = await store.replace([a], NOON);
      expect(await store.load("1")).toEqual({ version, flows });
    });
  });

  describe("when the file with all flows", () => {
    const flows = [sampleFlow("a-flow"), sampleFlow("b-flow")];

    test("is missing, the rows are read, and the reason is reported", async () => {
      const replaced = await store.replace(flows, NOON);
      const errors: unknown[] = [];
      expect(await rowsOnly(errors).load()).toEqual(replaced);
      expect(errors).toEqual([expect.objectContaining({ message: expect.stringContaining("no file") })]);
    });

    test("is broken or holds another version, the rows are read, too", async () => {
      const replaced = await store.replace(flows, NOON);
      const [[name, content] = ["", Buffer.of()]] = emulator.flowFiles.contents;
      for (const other of [content.subarray(0, -1), writeSnapshot("99", FLOW_FORMAT, [])]) {
        emulator.flowFiles.contents.set(name, other);
        const errors: unknown[] = [];
        const reader = new DynamoDbFlowStore(flowsTable(emulator), (error) => errors.push(error));
        expect(await reader.load()).toEqual(replaced);
        expect(errors).toHaveLength(1);
        expect((await reader.replace(flows, NOON)).version).toBe(replaced.version);
      }
    });

    test("is replaced, the previous two stay readable", async () => {
      const names = new Set<string>();
      for (const name of ["one", "two", "three", "four"]) {
        const before = new Map(emulator.flowFiles.contents);
        await store.replace([sampleFlow("a-flow", { name })], NOON);
        const written = [...emulator.flowFiles.contents].filter(([file, content]) => before.get(file) !== content);
        expect(written).toHaveLength(1);
        names.add(written[0]?.[0] ?? "");
      }
      expect([...names].sort()).toEqual([...SNAPSHOT_NAMES]);
    });

    test("is removed with the stack, all three files are", async () => {
      for (const name of ["one", "two"]) await store.replace([sampleFlow("a-flow", { name })], NOON);
      await store.removeSnapshots();
      expect(emulator.flowFiles.contents.size).toBe(0);
    });
  });
});
