import { describe, expect, test } from "vitest";
import { closedLoop, openLoop } from "../../../bench/load/pace.ts";

describe("a closed loop", () => {
  test("sends each number once", async () => {
    const numbers: number[] = [];
    await closedLoop(["a", "b", "c"], { events: 10 }, async (_, number) => {
      numbers.push(number);
    });
    expect(numbers.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  test("sends one event at a time on each connection", async () => {
    const busy = new Set<string>();
    await closedLoop(["a", "b"], { events: 20 }, async (connection) => {
      expect(busy.has(connection)).toBe(false);
      busy.add(connection);
      await Promise.resolve();
      busy.delete(connection);
    });
  });

  test("sends nothing after its time is over", async () => {
    const numbers: number[] = [];
    await closedLoop(["a"], { milliseconds: 0 }, async (_, number) => {
      numbers.push(number);
    });
    expect(numbers).toEqual([]);
  });
});

describe("an open loop", () => {
  test("makes events due at equal intervals", async () => {
    const due: number[] = [];
    await openLoop(["a", "b"], { rate: 1000, milliseconds: 5 }, async (_, _number, time) => {
      due.push(time);
    });
    expect(due.length).toBe(5);
    for (const [index, time] of due.entries()) expect(time - (due[0] ?? 0)).toBeCloseTo(index, 2);
  });

  test("uses another connection while one is busy", async () => {
    const used: string[] = [];
    const both = Promise.withResolvers<void>();
    await openLoop(["a", "b"], { rate: 1000, milliseconds: 2 }, (connection) => {
      used.push(connection);
      if (used.length === 2) both.resolve();
      return both.promise;
    });
    expect(used).toEqual(["a", "b"]);
  });

  test("keeps the due time of an event that waited for a connection", async () => {
    const due: number[] = [];
    const first = Promise.withResolvers<void>();
    const done = openLoop(["only"], { rate: 1000, milliseconds: 3 }, (_, number, time) => {
      due.push(time);
      return number === 0 ? first.promise : Promise.resolve();
    });
    first.resolve();
    await done;
    expect((due[2] ?? 0) - (due[0] ?? 0)).toBeCloseTo(2, 2);
  });
});
