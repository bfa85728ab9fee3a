// Flow files and folders that the user has no right to read. Root may read everything, so a test that runs as root drops its
// rights during the call.

import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadFlowFile } from "#app/flows/load-flows.ts";
import { FileFlowStore, type ParseFlowFiles } from "#backends/flow-files/file-flow-store.ts";
import { serveFlows } from "#cli/serve/served-flows.ts";
import { orderFlow } from "#support/flow-files.ts";
import { runMain } from "#support/run-main.ts";

/** A user of Linux and macOS who owns no files. */
const UNPRIVILEGED_USER = 65_534;

const READABLE = 0o755;
const UNREADABLE = 0o000;

/** Relative to the working directory, because this user may not pass through the temporary folders above it. */
const FLOWS = "flows";
const FILE = join(FLOWS, "order.yaml");

const before = process.cwd();
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "flowhook-unreadable-"));
  chmodSync(directory, READABLE);
  process.chdir(directory);
  mkdirSync(FLOWS);
  writeFileSync(FILE, orderFlow("order", "https://hook.example/"));
});

afterEach(() => {
  process.chdir(before);
  chmodSync(join(directory, FLOWS), READABLE);
  rmSync(directory, { recursive: true });
});

/** Calls as a user who has no rights but those that the mode of a file gives to everyone. */
async function withoutRootRights<Value>(call: () => Value | Promise<Value>): Promise<Value> {
  if (process.geteuid?.() !== 0) return await call();
  process.seteuid?.(UNPRIVILEGED_USER);
  try {
    return await call();
  } finally {
    process.seteuid?.(0);
  }
}

const parse: ParseFlowFiles = (files) => Promise.resolve(files.map((one) => loadFlowFile(one)));

describe("while flowhook serve runs", () => {
  let store: FileFlowStore;

  beforeEach(() => {
    store = new FileFlowStore(FLOWS, (one) => loadFlowFile(one));
    store.readAll();
  });

  it("an unreadable file is a problem with its name and EACCES, and the flows stay", async () => {
    chmodSync(FILE, UNREADABLE);
    const { loaded } = await withoutRootRights(() => store.look(parse, Date.now()));
    expect(loaded?.problems).toEqual([
      expect.objectContaining({ file: FILE, message: expect.stringContaining("EACCES") }),
    ]);
    expect(await store.load()).toMatchObject({ version: "1", flows: [{ id: "order" }] });
  });

  it("an unreadable folder is a rejection with EACCES, and the flows stay", async () => {
    chmodSync(FLOWS, UNREADABLE);
    await expect(withoutRootRights(() => store.look(parse, Date.now()))).rejects.toThrow("EACCES");
    expect(await store.load()).toMatchObject({ version: "1", flows: [{ id: "order" }] });
  });
});

describe("flowhook serve does not start, and reports the name and EACCES of", () => {
  const start = () => serveFlows(FLOWS, { demo: false, allowTargets: [] });

  it("an unreadable file", async () => {
    chmodSync(FILE, UNREADABLE);
    await expect(withoutRootRights(start)).rejects.toThrow(/order\.yaml.*EACCES/);
  });

  it("an unreadable folder", async () => {
    chmodSync(FLOWS, UNREADABLE);
    await expect(withoutRootRights(start)).rejects.toThrow(/flows can't be read: EACCES/);
  });
});

describe("flowhook validate exits with 1, and reports the name and EACCES of", () => {
  const validate = async () => {
    const { code, stdout, stderr } = await withoutRootRights(() => runMain("validate", FLOWS));
    return { code, output: stdout + stderr };
  };

  beforeEach(async () => {
    expect(await runMain("validate", FLOWS)).toMatchObject({ code: 0 }); // loads the command's modules as the owner
  });

  it("an unreadable file", async () => {
    chmodSync(FILE, UNREADABLE);
    expect(await validate()).toEqual({ code: 1, output: expect.stringMatching(/order\.yaml.*EACCES/) });
  });

  it("an unreadable folder", async () => {
    chmodSync(FLOWS, UNREADABLE);
    expect(await validate()).toEqual({ code: 1, output: expect.stringMatching(/flows can't be read: EACCES/) });
  });
});
