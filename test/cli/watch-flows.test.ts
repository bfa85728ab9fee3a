// Tests when the directory of flows is checked, and the reports. test/backends/flow-files tests the checks.

import { beforeEach, describe, expect, it } from "vitest";
import type { Look } from "#backends/flow-files/file-flow-store.ts";
import { LONGEST_PAUSE_MS, LONGEST_SETTLE_MS, LOOK_EVERY_MS, SETTLE_MS, watchFlows } from "#cli/serve/watch-flows.ts";
import { TestClock } from "#support/test-clock.ts";

const START = 1_000_000;
const SAME: Look = { identity: "1", loaded: undefined };
const LOADED: Look = { identity: "1", loaded: { flows: [], sources: [], problems: [], warnings: [] } };

function problems(count: number): Look {
  const at = { file: "flows/a.yaml", line: 1, column: 1, rule: "flow-invalid", pointer: "" };
  const all = Array.from({ length: count }, (_, index) => ({ ...at, message: `Problem ${index}.` }));
  return { identity: "1", loaded: { flows: [], sources: [], problems: all, warnings: [] } };
}

let clock: TestClock;
let looks: number[];
let lines: string[];
let watched: { change: () => void; fail: () => void }[];
let unwatched: number;
let found: () => Promise<Look>;

beforeEach(() => {
  clock = new TestClock(START);
  [looks, lines, watched, unwatched] = [[], [], [], 0];
  found = () => Promise.resolve(SAME);
});

function start() {
  return watchFlows({
    directory: "flows",
    look: () => {
      looks.push(clock.now() - START);
      return found();
    },
    watch: (change, fail) => {
      watched.push({ change, fail });
      return () => {
        unwatched += 1;
      };
    },
    setTimer: clock.setTimer,
    now: clock.now,
    say: (line) => lines.push(line),
    warn: (line) => lines.push(`! ${line}`),
  });
}

const change = () => watched.at(-1)?.change();
const reach = (ms: number) => clock.moveTo(START + ms);

describe("the directory is checked", () => {
  it("every few seconds without events", async () => {
    start();
    await reach(3 * LOOK_EVERY_MS);
    expect(looks).toEqual([LOOK_EVERY_MS, 2 * LOOK_EVERY_MS, 3 * LOOK_EVERY_MS]);
  });

  it("soon after a change, once the changes pause", async () => {
    start();
    for (const ms of [0, 100, 200]) {
      await reach(ms);
      change();
    }
    await reach(1_000);
    expect(looks).toEqual([200 + SETTLE_MS]);
  });

  it("while a file in it is rewritten every 150 ms", async () => {
    start();
    for (let ms = 0; ms <= 4_500; ms += 150) {
      await reach(ms);
      change();
    }
    expect(looks.length).toBeGreaterThanOrEqual(3);
    expect(looks[0]).toBe(LONGEST_SETTLE_MS);
  });

  it("again if it changes during a check", async () => {
    let end = (_look: Look) => {};
    found = () => new Promise((resolve) => (end = resolve));
    start();
    await reach(LOOK_EVERY_MS);
    change();
    await reach(LOOK_EVERY_MS + 5_000);
    expect(looks).toHaveLength(1);
    end(SAME);
    await reach(LOOK_EVERY_MS + 5_000);
    expect(looks).toHaveLength(2);
  });

  it("no more after the watch is closed, and a check that ends later reports nothing", async () => {
    let end = (_look: Look) => {};
    found = () => new Promise((resolve) => (end = resolve));
    const watching = start();
    await reach(LOOK_EVERY_MS);
    watching.close();
    end(LOADED);
    await reach(100_000);
    expect([looks.length, lines, unwatched]).toEqual([1, [], 1]);
  });
});

describe("a directory that can't be read", () => {
  const gone = () => Promise.reject(new Error("ENOENT: no such file or directory"));

  it("is reported once, and checked again with growing pauses", async () => {
    found = gone;
    start();
    await reach(60_000);
    expect(lines).toEqual([expect.stringMatching(/^! Can't read the flows in flows: ENOENT.*stay in use/)]);
    expect(looks.slice(0, 4)).toEqual([2_000, 4_000, 8_000, 16_000]);
    expect((looks[5] ?? 0) - (looks[4] ?? 0)).toBe(LONGEST_PAUSE_MS);
  });

  it("that is readable again is reported and watched again", async () => {
    found = gone;
    start();
    await reach(2_000);
    found = () => Promise.resolve({ ...SAME, identity: "2" });
    await reach(4_000);
    expect(lines.at(-1)).toBe("The flows in flows can be read again and are unchanged.");
    expect([watched.length, unwatched]).toEqual([2, 1]);
    change();
    await reach(4_000 + SETTLE_MS);
    expect(looks.at(-1)).toBe(4_000 + SETTLE_MS);
  });
});

describe("watching begins again", () => {
  it("when another directory has replaced it", async () => {
    start();
    await reach(LOOK_EVERY_MS);
    const before = watched.length;
    found = () => Promise.resolve({ ...SAME, identity: "other" });
    await reach(3 * LOOK_EVERY_MS);
    expect(watched.length).toBe(before + 1);
  });

  it("when the file system has ended it", async () => {
    start();
    await reach(LOOK_EVERY_MS);
    const before = watched.length;
    watched.at(-1)?.fail();
    await reach(2 * LOOK_EVERY_MS);
    expect(watched.length).toBe(before + 1);
  });
});

describe("a report", () => {
  it("of the same problems is printed once, with the first of them and a count", async () => {
    found = () => Promise.resolve(problems(1_000));
    start();
    await reach(3 * LOOK_EVERY_MS);
    expect(lines).toHaveLength(1);
    expect(lines[0]?.split("\n")).toHaveLength(22);
    expect(lines[0]).toMatch(/\nand 980 more problems; run flowhook validate to see all$/);
  });

  it("of valid flows has their number", async () => {
    found = () => Promise.resolve(LOADED);
    start();
    await reach(LOOK_EVERY_MS);
    expect(lines).toEqual(["Flows reloaded: 0"]);
  });
});
