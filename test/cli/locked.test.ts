// The store locked by another process for longer than a write waits for it, as a backup or a curious person may do.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, expect, it } from "vitest";
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
  loaded = await LoadedServer.start();
  while (loaded.accepted < SOME) await pause(10);
  const locker = spawn(process.execPath, ["-e", LOCKER, loaded.path], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = once(locker, "exit");
  await once(locker.stdout, "data");
  const held = loaded.accepted;
  // A write waits for five seconds.
  while (loaded.refused === 0) await pause(10);
  locker.stdin.end();
  expect((await ended)[0]).toBe(0);
  const released = loaded.accepted;
  while (loaded.accepted < released + SOME) await pause(10);

  const account = await loaded.account();
  expect(await loaded.end("SIGTERM")).toBe(0);
  expect(account).toMatchObject({ missing: [], otherIds: [] });
  // As many at most as were being answered when it was taken.
  expect(released - held).toBeLessThan(50);
  expect(loaded.output).toContain("The store can't be written; nothing is sent until it can");
  expect(loaded.left()).toEqual({ events: 0, waiting: 0, dead: 0 });
  expect(loaded.recorded()).toEqual({ delivered: account.accepted * PATHS.length, other: 0 });
}, 120_000);
