// Another process, such as a backup, locks the store for longer than a write waits for it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";
import { eventually } from "#support/eventually.ts";
import { LoadedServer, PATHS } from "./loaded-server.ts";

/** The number of orders before and after the lock. */
const SOME = 100;

let loaded: LoadedServer | undefined;
afterEach(() => loaded?.close());

/** Locks the store, prints "held", and unlocks it when its input ends. */
const LOCKER = `
  const { DatabaseSync } = require("node:sqlite");
  const database = new DatabaseSync(process.argv[1], { timeout: 5_000 });
  database.exec("BEGIN IMMEDIATE");
  console.log("held");
  process.stdin.resume().once("end", () => database.exec("COMMIT"));
`;

it("orders that were accepted before and after the lock arrive; during it, no order is accepted", async () => {
  const server = await LoadedServer.start();
  loaded = server;
  await eventually("some orders are accepted", () => server.accepted >= SOME);
  const locker = spawn(process.execPath, ["-e", LOCKER, loaded.path], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(locker, "exit");
  await once(locker.stdout, "data");
  const held = loaded.accepted;
  // A write waits five seconds for the lock.
  await eventually("an order is refused", () => server.refused > 0);
  locker.stdin.end();
  expect((await ended)[0]).toBe(0);
  const released = loaded.accepted;
  await eventually("more orders are accepted", () => server.accepted >= released + SOME);

  const account = await loaded.account();
  expect(await loaded.end("SIGTERM")).toBe(0);
  expect(account).toMatchObject({ missing: [], otherIds: [] });
  // At most the requests that were being answered when the lock was taken.
  expect(released - held).toBeLessThan(50);
  expect(loaded.output).toContain("The store can't be written; no webhook is sent until it can");
  expect(loaded.left()).toEqual({ events: 0, waiting: 0, dead: 0 });
  expect(loaded.recorded()).toEqual({ delivered: account.accepted * PATHS.length, other: 0 });
});
