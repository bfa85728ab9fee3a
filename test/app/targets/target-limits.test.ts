import { describe, expect, it } from "vitest";
import type { Entry } from "#app/targets/target-gate.ts";
import { ALIVE, NOW, TARGET, targetWorld } from "./target-world.ts";

const RATE = { requests_per_second: 5 };

/** Makes this many entries one after the other, without leaving, and returns their results. */
async function entriesOf(world: ReturnType<typeof targetWorld>, count: number, limits: object): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let visit = 0; visit < count; visit++) entries.push(await world.gate.enter(world.visit({ limits })));
  return entries;
}

const leave = (entry: Entry | undefined) => (entry?.type === "entered" ? entry.leave(ALIVE) : undefined);

describe("a limit of requests a second", () => {
  it("gives each waiting delivery its own slot, in which it is admitted", async () => {
    const world = targetWorld();
    const [first, ...others] = await entriesOf(world, 4, RATE);
    expect(first?.type).toBe("entered");
    const wait = { type: "wait", reason: "target-limited" };
    expect(others).toEqual([200, 400, 600].map((ms) => ({ ...wait, until: NOW + ms, slot: NOW + ms })));
    world.clock.now = NOW + 650;
    const entry = await world.gate.enter(world.visit({ limits: RATE, slot: NOW + 600, waited: 1 }));
    expect(entry.type).toBe("entered");
  });

  it("gives another slot to a delivery that misses its slot", async () => {
    const world = targetWorld();
    await entriesOf(world, 2, RATE);
    world.clock.now = NOW + 5_201;
    await entriesOf(world, 1, RATE);
    const late = await world.gate.enter(world.visit({ limits: RATE, slot: NOW + 200, waited: 1 }));
    expect(late).toMatchObject({ type: "wait", until: NOW + 5_401 });
  });

  it("waits in whole milliseconds", async () => {
    const world = targetWorld();
    const [, second] = await entriesOf(world, 2, { requests_per_second: 3 });
    expect(second).toMatchObject({ until: NOW + 334, slot: NOW + 334 });
  });

  it("lets deliveries without a slot wait for ten to fifteen minutes", async () => {
    const world = targetWorld({ random: 0.5 });
    const entries = await entriesOf(world, 10, { requests_per_second: 0.01 });
    expect(entries.at(-1)).toEqual({ type: "wait", reason: "target-limited", until: NOW + 750_000 });
  });

  it("is the lowest of those in flows and settings", async () => {
    const world = targetWorld({ hostLimits: { "api.crm.example": { requests_per_second: 2 } } });
    const [, second] = await entriesOf(world, 2, RATE);
    expect(second).toMatchObject({ until: NOW + 500 });
    const other = world.visit({ target: "https://other.example" });
    for (let visit = 0; visit < 10; visit++) expect((await world.gate.enter(other)).type).toBe("entered");
  });
});

describe("a limit of concurrency", () => {
  const TWO = { concurrency: 2 };

  it("admits this many at once, and the next when one has left", async () => {
    const world = targetWorld();
    const entries = await entriesOf(world, 3, TWO);
    expect(entries.map(({ type }) => type)).toEqual(["entered", "entered", "wait"]);
    await leave(entries[0]);
    expect((await entriesOf(world, 2, TWO)).map(({ type }) => type)).toEqual(["entered", "wait"]);
  });

  it.each([
    [0, 750],
    [1, 1_500],
    [4, 12_000],
    [9, 45_000],
    [500, 45_000],
  ])("lets a delivery that has waited %i times wait for %i ms", async (waited, ms) => {
    const world = targetWorld({ random: 0.5 });
    await entriesOf(world, 2, TWO);
    const entry = await world.gate.enter(world.visit({ limits: TWO, waited }));
    expect(entry).toEqual({ type: "wait", reason: "target-limited", until: NOW + ms });
  });

  it("holds a permit as long as a claim's lease, if its delivery never leaves", async () => {
    const world = targetWorld();
    await entriesOf(world, 2, TWO);
    world.clock.now = NOW + 29_999;
    expect((await entriesOf(world, 1, TWO))[0]?.type).toBe("wait");
    world.clock.now = NOW + 30_000;
    expect((await entriesOf(world, 1, TWO))[0]?.type).toBe("entered");
  });

  it("is known to the sharing of work until it is removed", async () => {
    const world = targetWorld();
    expect(world.gate.concurrencyOf(TARGET)).toBeUndefined();
    await entriesOf(world, 1, TWO);
    expect(world.gate.concurrencyOf(TARGET)).toBe(2);
    await entriesOf(world, 1, RATE);
    expect(world.gate.concurrencyOf(TARGET)).toBeUndefined();
  });

  it("gets its permit back at once if a probe begins too late", async () => {
    const world = targetWorld({ hostLimits: { "api.crm.example": TWO } });
    await world.fail();
    world.clock.now += 30_000;
    const entries = await Promise.all([1, 2].map(() => world.gate.enter(world.visit())));
    expect(entries.map(({ type }) => type).sort()).toEqual(["entered", "wait"]);
    for (const entry of entries) await leave(entry);
    expect((await entriesOf(world, 3, TWO)).map(({ type }) => type)).toEqual(["entered", "entered", "wait"]);
  });
});

it("a target whose circuit is open uses no slots and no permits", async () => {
  const taken: string[] = [];
  const limiter = {
    takeSlot: async () => {
      taken.push("slot");
      return 0;
    },
    takePermit: async () => {
      taken.push("permit");
      return { release: async () => {} };
    },
  };
  const world = targetWorld({ limiter });
  await world.fail();
  await entriesOf(world, 1, { ...RATE, concurrency: 1 });
  expect(taken).toEqual([]);
  world.clock.now += 30_000;
  await entriesOf(world, 1, { ...RATE, concurrency: 1 });
  expect(taken).toEqual(["slot", "permit"]);
});

it.each([RATE, { concurrency: 1 }])(
  "if a limit %j can't be enforced, deliveries wait, and the fault is reported",
  async (limits) => {
    const broken = () => Promise.reject(new Error("throttled"));
    const world = targetWorld({ limiter: { takeSlot: broken, takePermit: broken } });
    const [entry] = await entriesOf(world, 1, limits);
    expect(entry).toEqual({ type: "wait", reason: "target-limited", until: NOW + 750 });
    expect(world.errors).toHaveLength(1);
  },
);

it("a permit that can't be released is reported, and holds nothing back", async () => {
  const release = () => Promise.reject(new Error("throttled"));
  const world = targetWorld({ limiter: { takeSlot: async () => 0, takePermit: async () => ({ release }) } });
  const [entry] = await entriesOf(world, 1, { concurrency: 1 });
  await leave(entry);
  expect(world.errors).toHaveLength(1);
});
