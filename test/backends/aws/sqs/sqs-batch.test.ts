import { describe, expect, test } from "vitest";
import { MOST_TRIES, returnDelay } from "#backends/aws/sqs/sqs-batch.ts";
import { record, setUp } from "./batch-double.ts";

describe("a batch that is delivered for the first time", () => {
  test("is processed together in one call, and Lambda deletes it", async () => {
    const { seen, run } = setUp();
    expect(await run([record("a"), record("b")])).toEqual([]);
    expect(seen).toMatchObject({ worked: [["a", "b"]], removed: [], reported: [] });
  });

  test("returns the messages that failed or are held, and reports only failures", async () => {
    const { seen, run } = setUp({ fails: ["b"], holds: ["c"] });
    expect(await run([record("a"), record("b"), record("c"), record("d")])).toEqual(["b", "c"]);
    expect(seen.reported).toEqual(["fail b"]);
  });

  test("is redelivered as a whole if the work rejects", async () => {
    const { seen, run } = setUp({ throws: ["b"] });
    expect(await run([record("a"), record("b")])).toEqual(["a", "b"]);
    expect(seen.reported).toEqual(["work", "work"]);
  });

  test("loses no message for which the work returns no result", async () => {
    const { run, work } = setUp();
    work.work = () => Promise.resolve(["done"]);
    expect(await run([record("a"), record("b")])).toEqual(["b"]);
  });

  test("sends records that can't be decoded to the dead letters and processes the others", async () => {
    const { seen, run } = setUp();
    expect(await run([record("bad1"), record("a")])).toEqual([]);
    expect(seen).toMatchObject({ refused: ["bad1"], worked: [["a"]] });
  });

  test("keeps records that can't be decoded if the dead letters can't be reached", async () => {
    const { run } = setUp({ throws: ["bad1"] });
    expect(await run([record("bad1"), record("a")])).toEqual(["bad1"]);
  });

  test("does not call the work if no record was decoded", async () => {
    const { seen, run } = setUp();
    await run([record("bad1")]);
    expect(seen.worked).toEqual([]);
  });
});

describe("a message that failed", () => {
  test("is redelivered after seconds, not after the queue's visibility timeout", async () => {
    const { run, returned } = setUp({ fails: ["a"], holds: ["b"] });
    await run([record("a"), record("b"), record("c")]);
    expect([...returned.keys()]).toEqual(["a", "b"]);
    for (const seconds of returned.values()) expect(seconds).toBeLessThanOrEqual(2);
  });

  test("waits longer after each receive, with jitter of up to half, and at most a quarter of an hour", () => {
    const receives = [1, 2, 3, 4, 5, 6, 7, 20, 1_000];
    expect(receives.map((count) => returnDelay(count, () => 0))).toEqual([2, 6, 18, 54, 162, 486, 900, 900, 900]);
    expect(receives.map((count) => returnDelay(count, () => 0.999))).toEqual([2, 4, 10, 28, 82, 244, 451, 451, 451]);
  });

  test("has tries for more than half an hour whatever the jitter, so that it survives an outage", () => {
    const waits = Array.from({ length: MOST_TRIES - 1 }, (_, index) => returnDelay(index + 1, () => 0.999));
    expect(waits.reduce((sum, seconds) => sum + seconds, 0)).toBeGreaterThan(25 * 60);
  });

  test("is redelivered after the visibility timeout if it can't be returned early", async () => {
    const { seen, run, ports } = setUp({ fails: ["a"] });
    ports.returnEarly = () => Promise.reject(new Error("no queue"));
    expect(await run([record("a"), record("b")])).toEqual(["a"]);
    expect(seen.reported).toEqual(["fail a", "no queue"]);
  });
});
