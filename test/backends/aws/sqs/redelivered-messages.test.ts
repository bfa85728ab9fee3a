import type { SQSRecord } from "aws-lambda";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BatchPorts, MOST_TRIES, type QueueWork, workBatch } from "#backends/aws/sqs/sqs-batch.ts";
import { Death, record, setUp } from "./batch-double.ts";

describe("a redelivered message", () => {
  test("is processed in turn with other redelivered ones, each deleted when it is done", async () => {
    const { seen, run } = setUp({ fails: ["b"] });
    expect(await run([record("a", 2), record("b", 2), record("c", 3)])).toEqual(["b"]);
    expect(seen).toMatchObject({ worked: [["a"], ["b"], ["c"]], removed: ["a", "c"] });
  });

  test("begins after the messages that are delivered for the first time are done and deleted", async () => {
    const { seen, run } = setUp({ fails: ["c"] });
    expect(await run([record("a", 2), record("b"), record("c"), record("d")])).toEqual(["c"]);
    expect(seen).toMatchObject({ worked: [["b", "c", "d"], ["a"]], removed: ["b", "d", "a"] });
  });

  test("delays the next one by a second at most, so that a batch does not wait for each of several slow targets", async () => {
    const { run, work, ports } = setUp();
    const begun: string[] = [];
    const answers: (() => void)[] = [];
    const pauses: number[] = [];
    work.work = async (messages) => {
      begun.push(...messages);
      await new Promise<void>((answer) => answers.push(answer));
      return ["done"];
    };
    ports.pause = async (ms) => void pauses.push(ms);
    const ids = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j"];
    const running = run(ids.map((id) => record(id, 2)));
    await expect.poll(() => answers.length).toBe(10);
    for (const answer of answers) answer();
    expect(await running).toEqual([]);
    expect(begun).toEqual(ids);
    expect(pauses).toEqual(ids.map(() => 1_000));
  });

  test("that was received a hundred times untried is processed like one that is delivered for the second time", async () => {
    const { seen, run } = setUp();
    expect(await run([record("a", 100)])).toEqual([]);
    expect(seen).toMatchObject({ worked: [["a"]], refused: [], removed: ["a"] });
  });

  test("is counted when it begins; one for which no time is left loses no try, and is redelivered within seconds", async () => {
    let left = 2_000;
    const { seen, run, ports, tries, returned } = setUp({ timeLeft: () => left });
    const remove = ports.remove;
    ports.remove = (removed) => {
      left -= 600;
      return remove(removed);
    };
    expect(await run([record("a", 2), record("b", 2), record("c", 9)])).toEqual(["c"]);
    expect(seen.worked).toEqual([["a"], ["b"]]);
    expect([...tries.keys()]).toEqual(["a", "b"]);
    expect(returned.get("c")).toBeLessThanOrEqual(2);
  });

  test("goes to the dead letters with the reason at its eleventh try, and does not begin", async () => {
    const { seen, run, work } = setUp({ tries: { a: MOST_TRIES - 1, b: MOST_TRIES - 2 } });
    const reasons: string[] = [];
    const { refuse } = work;
    work.refuse = (refused, problems) => {
      reasons.push(...problems.map(({ rule }) => rule));
      return refuse(refused, problems);
    };
    expect(await run([record("a", 11), record("b", 11)])).toEqual([]);
    expect(seen).toMatchObject({ refused: ["a"], worked: [["b"]], removed: ["a", "b"] });
    expect(reasons).toEqual(["message-given-up"]);
  });

  test("does not begin if it can't be counted", async () => {
    const { seen, run, ports } = setUp();
    ports.countTry = () => Promise.reject(new Error("no table"));
    expect(await run([record("a", 2)])).toEqual(["a"]);
    expect(seen).toMatchObject({ worked: [], reported: ["no table"] });
  });

  test("affects no other if its work rejects", async () => {
    const { seen, run } = setUp({ throws: ["a"] });
    expect(await run([record("a", 2), record("b", 2)])).toEqual(["a"]);
    expect(seen).toMatchObject({ worked: [["a"], ["b"]], removed: ["b"] });
  });

  test("is deleted after it went to the dead letters", async () => {
    const { seen, run } = setUp();
    expect(await run([record("bad1", 3), record("a")])).toEqual([]);
    expect(seen).toMatchObject({ refused: ["bad1"], removed: ["a", "bad1"] });
  });

  test("counts as done even if it could not be deleted", async () => {
    const { seen, run } = setUp({ removeFails: true });
    expect(await run([record("a", 2)])).toEqual([]);
    expect(seen.reported).toEqual(["remove"]);
  });

  test("is processed in each order equally often", async () => {
    const { seen, run, ports } = setUp();
    // Six equal parts of the range of two draws: each leads to a different order.
    for (const first of [0, 0.4, 0.8])
      for (const second of [0, 0.6]) {
        const draws = [first, second];
        ports.random = () => draws.shift() ?? 0;
        await run([record("a", 2), record("b", 2), record("c", 2)]);
      }
    const orders = Array.from({ length: 6 }, (_, index) =>
      seen.worked
        .slice(index * 3, index * 3 + 3)
        .flat()
        .join(""),
    );
    expect(new Set(orders)).toEqual(new Set(["abc", "acb", "bac", "bca", "cab", "cba"]));
  });
});

describe("a message that kills the process", () => {
  const KILLER = "m0";

  /** Receives a batch with the killer until the queue is empty. Returns the messages that were done, refused and left. */
  async function receiveUntilQuiet(size: number, random: () => number) {
    const { work, ports, seen } = setUp();
    const done = new Set<string>();
    const left = new Set(Array.from({ length: size }, (_, index) => `m${index}`));
    work.work = (messages) => {
      if (messages.includes(KILLER)) throw new Death();
      for (const message of messages) done.add(message);
      return Promise.resolve(messages.map(() => "done" as const));
    };
    ports.random = random;
    ports.remove = (records) => Promise.resolve(records.forEach(({ messageId }) => void left.delete(messageId)));
    let receives = 0;
    for (; left.size > 0 && receives < 50; receives++) {
      const records = [...left].map((id) => record(id, receives + 1));
      await dyingAt(work, ports, records);
    }
    return { done, left, refused: seen.refused, receives };
  }

  test("goes alone to the dead letters after ten tries, and each neighbour is done, whatever the order", async () => {
    const draws = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10 }), draws, async (size, stream) => {
        const { done, left, refused, receives } = await receiveUntilQuiet(size, () => stream.next().value);
        expect([left.size, done.size, refused, receives]).toEqual([0, size - 1, [KILLER], 11]);
      }),
    );
  });
});

/** Runs a batch whose process dies at a Death: `workBatch` does nothing after it. */
async function dyingAt(work: QueueWork<string>, ports: BatchPorts, records: SQSRecord[]): Promise<void> {
  let dead = false;
  const mortal: QueueWork<string> = {
    ...work,
    async work(messages) {
      try {
        return await work.work(messages);
      } catch (error) {
        dead = error instanceof Death;
        throw error;
      }
    },
  };
  // No time is left after the death, so no further message begins.
  await workBatch(mortal, { ...ports, report: () => {}, timeLeft: () => (dead ? 0 : 60_000) }, records);
}
