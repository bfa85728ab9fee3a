// The store locked by another process for longer than a write waits for it, as a backup or a curious person may do.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";
import { eventually } from "#support/eventually.ts";
import { LoadedServer, PATHS } from "./loaded-server.ts";

/** Orders that are accepted before and after. */
const SOME = 100;

let loaded: LoadedServer | undefined;
afterEach(() => loaded?.close());

/** Another process that takes the store for itself, and says so; it gives it back and ends when its input does. */
const LOCKER = `
  const { DatabaseSync } = require("node:sqlite");
  const database = new DatabaseSync(process.argv[1], { timeout: 5_000 });
  database.exec("BEGIN IMMEDIATE");
  console.log("held");
  process.stdin.resume().once("end", () => database.exec("COMMIT"));
`;

it("what was accepted before and after another process held the store arrives; meanwhile nothing is accepted", async () => {
  const server = await LoadedServer.start();
  loaded = server;
  await eventually("some orders are accepted", () => server.accepted >= SOME);
  const locker = spawn(process.execPath, ["-e", LOCKER, loaded.path], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(locker, "exit");
  await once(locker.stdout, "data");
  const held = loaded.accepted;
  // A write waits for five seconds.
  await eventually("an order is refused", () => server.refused > 0);
  locker.stdin.end();
  expect((await ended)[0]).toBe(0);
  const released = loaded.accepted;
  await eventually("more orders are accepted", () => server.accepted >= released + SOME);

  const account = await loaded.account();
  expect(await loaded.end("SIGTERM")).toBe(0);
  expect(account).toMatchObject({ missing: [], otherIds: [] });
  // As many at most as were being answered when it was taken.
  expect(released - held).toBeLessThan(50);
  expect(loaded.output).toContain("The store can't be written; nothing is sent until it can");
  expect(loaded.left()).toEqual({ events: 0, waiting: 0, dead: 0 });
  expect(loaded.recorded()).toEqual({ delivered: account.accepted * PATHS.length, other: 0 });
});
