import { expect, test } from "vitest";
import { StoppedActions } from "#app/stops/stopped-actions.ts";
import { MemoryActionStops } from "#backends/memory/memory-action-stops.ts";
import type { ActionStop } from "#core/delivery/action-stop.ts";
import { NOON } from "#support/delivery-samples.ts";

const STOP: ActionStop = {
  flow_id: "order",
  action_id: "send",
  url: "https://hook.example/",
  stopped_at: NOON,
  delivery_id: "evt_1:order:send",
};

/** Stopped actions over a store that counts its calls and may be unavailable. */
function setUp() {
  const memory = new MemoryActionStops();
  const world = { now: NOON, broken: false, asked: 0, notified: 0, errors: 0, meanwhile: async () => {} };
  const stops = new StoppedActions(
    {
      async stopped() {
        world.asked += 1;
        if (world.broken) throw new Error("out of reach");
        const stopped = await memory.stopped();
        await world.meanwhile();
        return stopped;
      },
      async gone(gone) {
        world.notified += 1;
        if (world.broken) throw new Error("out of reach");
        await memory.gone(gone);
      },
      resume: (action, now) => memory.resume(action, now),
    },
    () => world.now,
    () => {
      world.errors += 1;
    },
  );
  return { memory, world, stops };
}

test("stops are read once in five seconds, however many deliveries there are", async () => {
  const { memory, world, stops } = setUp();
  expect(await Promise.all([stops.find(STOP), stops.find(STOP)])).toEqual([undefined, undefined]);
  expect(world.asked).toBe(1);
  await memory.gone(STOP);
  world.now += 4_999;
  expect(await stops.find(STOP)).toBeUndefined();
  world.now += 1;
  expect(await stops.find(STOP)).toEqual(STOP);
  expect(await stops.find({ ...STOP, action_id: "other" })).toBeUndefined();
  expect(world.asked).toBe(2);
});

test("changes by this process take effect at once: a stop as well as its end", async () => {
  const { stops } = setUp();
  await stops.find(STOP);
  await stops.gone(STOP);
  expect(await stops.find(STOP)).toEqual(STOP);
  expect(await stops.resume(STOP)).toEqual(STOP);
  expect(await stops.find(STOP)).toBeUndefined();
  expect(await stops.resume(STOP)).toBeUndefined();
});

test("changes take effect even if a read was in flight", async () => {
  const { world, stops } = setUp();
  world.meanwhile = async () => {
    world.meanwhile = async () => {};
    await stops.gone(STOP);
  };
  await stops.find(STOP);
  expect(await stops.find(STOP)).toEqual(STOP);
});

test("of simultaneous deliveries that find the target gone, the first reports the stop", async () => {
  const { world, stops } = setUp();
  await stops.gone(STOP);
  await stops.find(STOP);
  await stops.gone({ ...STOP, stopped_at: NOON + 1 });
  expect(world.notified).toBe(1);
  await stops.gone({ ...STOP, url: "https://other.example/", stopped_at: NOON + 1 });
  expect(world.notified).toBe(2);
});

test("while stops can't be read, the known ones stay in effect, and this is reported", async () => {
  const { world, stops } = setUp();
  world.broken = true;
  expect(await stops.find(STOP)).toBeUndefined();
  expect(world.errors).toBe(1);
  world.broken = false;
  world.now += 5_000;
  await stops.gone(STOP);
  await stops.find(STOP);
  world.broken = true;
  world.now += 5_000;
  expect(await stops.find(STOP)).toEqual(STOP);
  expect(await stops.find(STOP)).toEqual(STOP);
  expect(world.errors).toBe(2);
});

test("a stop that can't be written is a fault, so that the message is redelivered", async () => {
  const { world, stops } = setUp();
  world.broken = true;
  await expect(stops.gone(STOP)).rejects.toThrow("out of reach");
});

test("the current stops are all returned", async () => {
  const { memory, stops } = setUp();
  await stops.find(STOP);
  await memory.gone(STOP);
  expect(await stops.stopped()).toEqual([STOP]);
});
