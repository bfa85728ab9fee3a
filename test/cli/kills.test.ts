// The process is killed again and again under load, at random times, also while it takes over the work of the one before. CI kills
// it a few times; `npm run test:kill` fifty times.

import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LoadedServer, PATHS } from "./loaded-server.ts";

const KILLS = Number(process.env["FLOWHOOK_KILLS"] ?? 4);

/** The longest life of a process after it listens, in milliseconds. */
const LIFE_MS = 1_500;

let loaded: LoadedServer;
beforeAll(async () => {
  loaded = await LoadedServer.start();
});
afterAll(() => loaded?.close());

describe("a process that is killed again and again", () => {
  it.each(Array.from({ length: KILLS }, (_, kill) => kill + 1))("starts after kill -9 number %d", async () => {
    await pause(Math.random() * LIFE_MS);
    await loaded.end("SIGKILL");
    await loaded.begin();
  });

  it("loses no accepted event, and repeats carry the same id", async () => {
    const account = await loaded.account();
    expect(await loaded.end("SIGTERM")).toBe(0);
    console.info(`${KILLS} kills: ${JSON.stringify({ ...account, sentAgain: loaded.refused })}`);
    expect(account).toMatchObject({ missing: [], otherIds: [] });
    expect(account.accepted).toBeGreaterThan(KILLS * 10);
    expect(loaded.left()).toEqual({ events: 0, waiting: 0, dead: 0 });
    expect(loaded.recorded()).toEqual({ delivered: account.accepted * PATHS.length, other: 0 });
  });
});
