import { describe, expect, it } from "vitest";
import { compileCatalogue, flowCatalogue } from "#app/flows/catalogue.ts";
import { loadFlows } from "#app/flows/load-flows.ts";
import { anEvent, checkedFlow, counted as count, groups, START, send } from "../core/runs/run-flows.ts";
import { orderFlow } from "../server/embedded.ts";

const SECOND = 1_000;
const { flows } = loadFlows([{ path: "a.yaml", text: orderFlow("order", "https://hook.example/") }]);

/** A store of flows that counts what it is asked, and fails while `broken`. */
function counted() {
  const store = {
    now: 0,
    broken: false,
    stored: "1",
    versions: 0,
    loads: 0,
    /** How often it was told that flows go on being used. */
    goingOn: 0,
    version: async () => {
      store.versions += 1;
      if (store.broken) throw new Error("the table can't be reached");
      return store.stored;
    },
    load: async () => {
      store.loads += 1;
      return { version: store.stored, flows };
    },
  };
  return {
    store,
    catalogue: flowCatalogue(
      store,
      () => store.now,
      () => store.goingOn++,
    ),
  };
}

describe("the catalogue", () => {
  it("looks at the version again after 5 seconds, and loads only what has changed", async () => {
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

  it("is asked for by many and loaded once", async () => {
    const { store, catalogue } = counted();
    await Promise.all(Array.from({ length: 10 }, () => catalogue.current()));
    expect([store.versions, store.loads]).toEqual([1, 1]);
  });

  it("that was not looked at for long is used by no one before it has been", async () => {
    const { store, catalogue } = counted();
    await catalogue.current();
    store.now = 200 * SECOND;
    store.stored = "2";
    const asked = await Promise.all(Array.from({ length: 10 }, () => catalogue.current()));
    expect([asked.map(({ version }) => version), store.loads]).toEqual([Array(10).fill("2"), 2]);
  });

  it("of which only the version could be read goes on being used, and is loaded as soon as it can be", async () => {
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

  it("is never taken for empty: without one, asking fails", async () => {
    const { store, catalogue } = counted();
    store.broken = true;
    await expect(catalogue.current()).rejects.toThrow("can't be reached");
    store.broken = false;
    expect((await catalogue.current()).flows.size).toBe(1);
  });

  it("goes on being used for 5 minutes when the store fails, asked every 5 seconds, and then no more", async () => {
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
    expect(store.goingOn).toBe(2);
    store.broken = false;
    expect((await catalogue.current()).version).toBe("1");
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

  it("are started by events, and have what they count remembered, where they are live or manual", () => {
    const started = compiled.index.match(anEvent(), START).map(({ id }) => id);
    expect(started.sort()).toEqual(["live", "manual"]);
    expect([...compiled.counted.keys()]).toEqual(["Orders of live", "Orders of manual"]);
  });
});
