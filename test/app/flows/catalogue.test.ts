import { describe, expect, it } from "vitest";
import { type Catalogue, compileCatalogue, flowCatalogue } from "#app/flows/catalogue.ts";
import { flowChanges } from "#app/flows/flow-changes.ts";
import type { FlowChanges, FlowSnapshot, FlowStore } from "#app/flows/flow-ports.ts";
import { loadFlows } from "#app/flows/load-flows.ts";
import type { Flow } from "#core/flow/flow.ts";
import { checkedFlow, counted as count, groups, orderFlow, send } from "#support/flow-files.ts";
import { anEvent, START } from "#support/run-samples.ts";

const SECOND = 1_000;
const { flows } = loadFlows([{ path: "a.yaml", text: orderFlow("order", "https://hook.example/") }]);

/** A store of flows that counts its calls, and fails while `broken`. */
function counted() {
  const store = {
    now: 0,
    broken: false,
    stored: "1",
    versions: 0,
    loads: 0,
    /** The number of reports that stale flows stay in use. */
    stale: 0,
    version: async () => {
      store.versions += 1;
      if (store.broken) throw new Error("the table can't be reached");
      return store.stored;
    },
    load: async (): Promise<FlowSnapshot | FlowChanges> => {
      store.loads += 1;
      return { version: store.stored, flows };
    },
  };
  return {
    store,
    catalogue: flowCatalogue(
      store,
      () => store.now,
      () => store.stale++,
    ),
  };
}

describe("the catalogue", () => {
  it("checks the version again after 5 seconds, and loads only if it has changed", async () => {
    const { store, catalogue } = counted();
    const asked: string[] = [];
    for (const [at, stored] of [
      [0, "1"],
      [4.9, "1"],
      [5, "1"],
      [7, "2"],
      [10, "2"],
      [15, "2"],
    ] as const) {
      store.now = at * SECOND;
      store.stored = stored;
      asked.push(`${(await catalogue.current()).version} ${store.versions} ${store.loads}`);
    }
    expect(asked).toEqual(["1 1 1", "1 1 1", "1 2 1", "1 2 1", "2 3 2", "2 4 2"]);
  });

  it("yields to other work after every 100 flows that it compiles", async () => {
    const flow = checkedFlow([send("a")]);
    const changed = (count: number) => Array.from({ length: count }, (_, index) => ({ ...flow, id: `flow-${index}` }));
    let turns = 0;
    const stored: (FlowSnapshot | FlowChanges)[] = [
      { version: "1", flows: changed(250) },
      { version: "2", after: "1", flows: changed(1_000), gone: [] },
      { version: "3", after: "2", flows: changed(100), gone: [] },
    ];
    const store = { version: async () => stored[0]?.version ?? "", load: async () => stored[0] as FlowSnapshot };
    const count = async () => {
      turns += 1;
    };
    const catalogue = flowCatalogue(
      store,
      () => 0,
      (error) => expect.unreachable(String(error)),
      0,
      count,
    );
    const counts: number[] = [];
    for (; stored.length > 0; stored.shift()) {
      turns = 0;
      await catalogue.current();
      counts.push(turns);
    }
    expect(counts).toEqual([2, 9, 0]);
  });

  it("is loaded once for simultaneous requests", async () => {
    const { store, catalogue } = counted();
    await Promise.all(Array.from({ length: 10 }, () => catalogue.current()));
    expect([store.versions, store.loads]).toEqual([1, 1]);
  });

  it("that was not checked for long is not used before the check", async () => {
    const { store, catalogue } = counted();
    await catalogue.current();
    store.now = 200 * SECOND;
    store.stored = "2";
    const asked = await Promise.all(Array.from({ length: 10 }, () => catalogue.current()));
    expect([asked.map(({ version }) => version), store.loads]).toEqual([Array(10).fill("2"), 2]);
  });

  it("stays in use if only the version could be read, and is loaded as soon as possible", async () => {
    const { store, catalogue } = counted();
    await catalogue.current();
    const { load } = store;
    store.load = () => Promise.reject(new Error("the table can't be reached"));
    store.now = 5 * SECOND;
    store.stored = "2";
    expect((await catalogue.current()).version).toBe("1");
    store.load = load;
    store.now = 10 * SECOND;
    expect((await catalogue.current()).version).toBe("2");
  });

  it("is never replaced by an empty one: without a catalogue, requests fail", async () => {
    const { store, catalogue } = counted();
    store.broken = true;
    await expect(catalogue.current()).rejects.toThrow("can't be reached");
    store.broken = false;
    expect((await catalogue.current()).flows.size).toBe(1);
  });

  it("stays in use for 5 minutes if the store fails, with a check every 5 seconds, and then fails", async () => {
    const { store, catalogue } = counted();
    await catalogue.current();
    store.broken = true;
    store.now = 60 * SECOND;
    expect((await catalogue.current()).version).toBe("1");
    store.now = 64 * SECOND;
    await catalogue.current();
    expect(store.versions).toBe(2);
    store.now = 299 * SECOND;
    expect((await catalogue.current()).version).toBe("1");
    store.now = 300 * SECOND;
    await expect(catalogue.current()).rejects.toThrow("can't be reached");
    await expect(catalogue.current()).rejects.toThrow("can't be reached");
    expect(store.stale).toBe(2);
    store.broken = false;
    expect((await catalogue.current()).version).toBe("1");
  });
});

describe("a change of the flows", () => {
  const versions = new Map<string, Flow[]>();
  const flowOf = (id: string, changes: object = {}) => checkedFlow([send("a")], {}, { id, ...changes });
  const counting = (id: string, metric: string) => {
    const orders = count(metric, "equals", 0, { operator: "alltime" });
    return checkedFlow([send("a")], { profile_filter: groups(orders) }, { id });
  };
  versions.set("1", [flowOf("a"), flowOf("b"), flowOf("c", { status: "draft" }), counting("d", "Refunds")]);
  versions.set("2", [flowOf("a"), flowOf("b", { status: "disabled" }), flowOf("c"), counting("d", "Returns")]);
  versions.set("3", [flowOf("e"), flowOf("a")]);
  const snapshotOf = (version: string) => ({ version, flows: versions.get(version) ?? [] });

  /** The catalogue at each version, from a store that returns changes, and the calls to the store. */
  async function catalogues() {
    let [version, now] = ["1", 0];
    const asked: (string | undefined)[] = [];
    const store: FlowStore = {
      version: async () => version,
      load: async (after) => {
        asked.push(after);
        return after === undefined ? snapshotOf(version) : flowChanges(snapshotOf(after), snapshotOf(version));
      },
    };
    const catalogue = flowCatalogue(store, () => now, fail);
    const seen: Catalogue[] = [];
    for (version of versions.keys()) {
      now += 10 * SECOND;
      seen.push(await catalogue.current());
    }
    return { seen, asked };
  }
  const fail = () => expect.fail("the store was read again");
  const started = ({ index }: Catalogue) => index.match(anEvent(), START).map(({ id }) => id);

  it("is loaded alone, and gives the same catalogue as all flows", async () => {
    const { seen, asked } = await catalogues();
    expect(asked).toEqual([undefined, "1", "2"]);
    for (const changed of seen) {
      const whole = compileCatalogue(changed.version, snapshotOf(changed.version).flows);
      expect([...changed.flows.keys()].sort()).toEqual([...whole.flows.keys()].sort());
      expect(started(changed).sort()).toEqual(started(whole).sort());
      expect(changed.counted).toEqual(whole.counted);
    }
    expect(seen.map((one) => started(one).sort())).toEqual([
      ["a", "b", "d"],
      ["a", "c", "d"],
      ["a", "e"],
    ]);
  });

  it("compiles only the changed flows, and leaves the others and the earlier catalogue as they are", async () => {
    const { seen } = await catalogues();
    const [first, second] = seen;
    expect(second?.flows.get("a")).toBe(first?.flows.get("a"));
    expect(second?.flows.get("b")).not.toBe(first?.flows.get("b"));
    expect(first?.flows.get("b")?.status).toBe("live");
  });

  it("that was not requested is a fault of the store: the current flows stay in use", async () => {
    const { store, catalogue } = counted();
    await catalogue.current();
    store.stored = "3";
    store.load = async () => ({ version: "3", after: "2", flows: [], gone: [] });
    store.now = 5 * SECOND;
    expect((await catalogue.current()).version).toBe("1");
    expect(store.stale).toBe(1);
  });
});

describe("flows of one version", () => {
  const statuses = ["live", "manual", "draft", "disabled"];
  const counting = (status: string) => {
    const orders = count(`Orders of ${status}`, "equals", 0, { operator: "alltime" });
    return checkedFlow([send("a")], { profile_filter: groups(orders) }, { id: status, status });
  };
  const compiled = compileCatalogue("7", statuses.map(counting));

  it("are all found by their ids, whatever their status", () => {
    expect([compiled.version, [...compiled.flows.keys()]]).toEqual(["7", statuses]);
  });

  it("start on events, and have the events that they count stored, if they are live or manual", () => {
    const started = compiled.index.match(anEvent(), START).map(({ id }) => id);
    expect(started.sort()).toEqual(["live", "manual"]);
    expect([...compiled.counted.keys()]).toEqual(["Orders of live", "Orders of manual"]);
  });
});
