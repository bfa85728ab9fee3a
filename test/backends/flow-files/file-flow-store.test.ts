// Looks at a directory of flow files on a real file system, because the tests concern links and vanishing files.

import {
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MAX_FILE_LENGTH } from "#app/flows/bounded-yaml.ts";
import { type FlowFile, loadFlowFile } from "#app/flows/load-flows.ts";
import { FileFlowStore } from "#backends/flow-files/file-flow-store.ts";
import { listFlowDirectory, readFlowDirectory } from "#backends/flow-files/read-flow-directory.ts";
import { orderFlow } from "#support/flow-files.ts";

let root: string;
let flows: string;
let parsed: string[];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "flowhook-flow-files-"));
  flows = join(root, "flows");
  mkdirSync(flows);
  parsed = [];
});

afterEach(() => rmSync(root, { recursive: true }));

const write = (name: string, text: string, directory = flows) => writeFileSync(join(directory, name), text);
const flow = (id: string, url = "https://hook.example/") => orderFlow(id, url);

function opened(): FileFlowStore {
  const store = new FileFlowStore(flows, loadFlowFile);
  store.readAll();
  return store;
}

async function look(store: FileFlowStore, now = Date.now()) {
  parsed = [];
  const parse = (files: readonly FlowFile[]) => {
    parsed = files.map(({ path }) => path.slice(flows.length + 1));
    return Promise.resolve(files.map((file) => loadFlowFile(file)));
  };
  return (await store.look(parse, now)).loaded;
}

async function ids(store: FileFlowStore): Promise<string[]> {
  const read = await store.load();
  return read.flows.map(({ id }) => id);
}

const rules = (loaded: Awaited<ReturnType<typeof look>>) => loaded?.problems.map(({ rule }) => rule);

describe("sources", () => {
  const SHOP = "kind: shopify\nsecret: shop\n";
  const names = async (store: FileFlowStore) => [...(await store.sources.current([])).keys()];

  it("are those of the source files, and change with them", async () => {
    write("a.yaml", flow("a"));
    write("shop.source.yaml", SHOP);
    const store = opened();
    expect(await names(store)).toEqual(["shop"]);
    write("code.source.yaml", "kind: github\nsecret: code\n");
    await look(store);
    expect(await names(store)).toEqual(["code", "shop"]);
    write("shop.source.yaml", "kind: stripe\nsecret: shop\n");
    await look(store);
    expect((await store.sources.current(["shop"])).get("shop")?.source.kind).toBe("stripe");
    rmSync(join(flows, "shop.source.yaml"));
    await look(store);
    expect([await names(store), await ids(store)]).toEqual([["code"], ["a"]]);
  });

  it("stay as they are while a file has a problem", async () => {
    write("a.yaml", flow("a"));
    write("shop.source.yaml", SHOP);
    const store = opened();
    write("shop.source.yaml", "kind: shopfy\n");
    write("code.source.yaml", "kind: github\nsecret: code\n");
    expect(rules(await look(store))).toContain("source-invalid");
    expect(await names(store)).toEqual(["shop"]);
  });
});

describe("a look", () => {
  it("returns no flows if no file changed, and parses only files with a different text", async () => {
    for (const id of ["a", "b", "c"]) write(`${id}.yaml`, flow(id));
    const store = opened();
    expect(await look(store)).toBeUndefined();
    write("a.yaml", flow("a"));
    expect(await look(store)).toBeUndefined();
    write("b.yaml", flow("b", "https://other.example/"));
    write("d.yaml", flow("d"));
    expect(await look(store)).toMatchObject({ problems: [], flows: [{}, {}, {}, {}] });
    expect(parsed).toEqual(["b.yaml", "d.yaml"]);
  });

  it("reads a file again if it changed within the resolution of the file system's times", async () => {
    write("a.yaml", flow("a"));
    const at = new Date();
    utimesSync(join(flows, "a.yaml"), at, at);
    const printAt = async (ms: number) => (await listFlowDirectory(flows, at.getTime() + ms)).files[0]?.print;
    expect(await printAt(0)).toBeUndefined();
    expect(await printAt(1_999)).toBeUndefined();
    expect(await printAt(3_000)).toBeDefined();
  });

  it("removes the flow of a deleted file, and keeps the other flows", async () => {
    for (const id of ["a", "b"]) write(`${id}.yaml`, flow(id));
    const store = opened();
    const [before] = (await store.load()).flows;
    unlinkSync(join(flows, "b.yaml"));
    await look(store);
    const after = await store.load();
    expect(after.flows).toEqual([before]);
    expect(after.flows[0]).toBe(before);
  });
});

describe("the flows stay as they were", () => {
  it.each<[string, () => void, string[]]>([
    ["while a file can't be read", () => symlinkSync("nowhere", join(flows, "b.yaml")), ["flow-unreadable"]],
    ["while links lead to each other", () => symlinkSync("b.yaml", join(flows, "b.yaml")), ["flow-unreadable"]],
    ["while a file is too large", () => write("b.yaml", "#".repeat(MAX_FILE_LENGTH + 1)), ["flow-unreadable"]],
    ["while a file has a problem", () => write("b.yaml", "id: [" + "["), ["flow-not-yaml"]],
    ["while two files have one id", () => write("b.yaml", flow("a")), ["flow-duplicate-id"]],
    ["when all files are gone", () => unlinkSync(join(flows, "a.yaml")), ["flow-no-files"]],
  ])("%s, and change after that is fixed", async (_what, spoil, expected) => {
    write("a.yaml", flow("a"));
    const store = opened();
    spoil();
    expect(rules(await look(store))).toEqual(expected);
    expect(await ids(store)).toEqual(["a"]);
    expect(await look(store)).toBeUndefined();
    rmSync(join(flows, "b.yaml"), { force: true });
    write("a.yaml", flow("a"));
    write("c.yaml", flow("c"));
    expect(rules(await look(store))).toEqual([]);
    expect(await ids(store)).toEqual(expect.arrayContaining(["c"]));
  });

  it("when the directory is gone, or parsing fails", async () => {
    write("a.yaml", flow("a"));
    const store = opened();
    renameSync(flows, join(root, "away"));
    await expect(look(store)).rejects.toThrow("ENOENT");
    renameSync(join(root, "away"), flows);
    write("b.yaml", flow("b"));
    await expect(store.look(() => Promise.reject(new Error("too late")), Date.now())).rejects.toThrow("too late");
    expect(await ids(store)).toEqual(["a"]);
    expect(rules(await look(store))).toEqual([]);
    expect((await store.version()).length).toBeGreaterThan(0);
  });
});

describe("a directory that replaces another one", () => {
  it("is read, and has a different identity", async () => {
    write("a.yaml", flow("a"));
    const store = opened();
    const before = await store.look(() => Promise.resolve([]), Date.now());
    renameSync(flows, join(root, "old"));
    mkdirSync(flows);
    write("b.yaml", flow("b"));
    const parse = (files: readonly FlowFile[]) => Promise.resolve(files.map((file) => loadFlowFile(file)));
    const after = await store.look(parse, Date.now());
    expect(after.identity).not.toBe(before.identity);
    expect(after.loaded?.flows.map(({ id }) => id)).toEqual(["b"]);
  });

  it("is read through a link, as in a ConfigMap of Kubernetes", async () => {
    const version = (name: string, text: string) => {
      mkdirSync(join(flows, name));
      write("a.yaml", text, join(flows, name));
    };
    version("..2026_01", flow("a"));
    symlinkSync("..2026_01", join(flows, "..data"));
    symlinkSync("..data/a.yaml", join(flows, "a.yaml"));
    const store = opened();
    expect(await ids(store)).toEqual(["a"]);
    version("..2026_02", flow("a", "https://new.example/"));
    symlinkSync("..2026_02", join(flows, "..data_tmp"));
    renameSync(join(flows, "..data_tmp"), join(flows, "..data"));
    expect((await look(store))?.flows).toHaveLength(1);
    expect(JSON.stringify((await store.load()).flows)).toContain("new.example");
  });
});

describe("a directory's flow files", () => {
  it("are the files and links with the right extensions, in the order of their names", () => {
    for (const name of ["b.yml", "a.yaml", "c.json", "d.txt", ".e.yaml", "..f.yaml"]) write(name, flow("x"));
    mkdirSync(join(flows, "folder.yaml"));
    write("g.yaml", flow("x"), root);
    symlinkSync(join(root, "g.yaml"), join(flows, "g.yaml"));
    symlinkSync(root, join(flows, "loop"));
    symlinkSync(root, join(flows, "loop.yaml"));
    const names = readFlowDirectory(flows).map(({ path }) => path.slice(flows.length + 1));
    expect(names).toEqual(["a.yaml", "b.yml", "c.json", "g.yaml"]);
  });

  it("are found if the directory itself is a link", () => {
    write("a.yaml", flow("a"));
    symlinkSync(flows, join(root, "link"));
    expect(readFlowDirectory(join(root, "link"))).toHaveLength(1);
  });
});
