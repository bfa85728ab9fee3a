import type { SQSRecord } from "aws-lambda";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type BatchPorts,
  MOST_TRIES,
  type QueueWork,
  returnDelay,
  type Worked,
  workBatch,
} from "#backends/aws/sqs/sqs-batch.ts";

function record(id: string, receives = 1, body = id): SQSRecord {
  return {
    messageId: id,
    receiptHandle: `receipt-${id}`,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: "0",
      SenderId: "sender",
      ApproximateFirstReceiveTimestamp: "0",
    },
    messageAttributes: {},
    md5OfBody: "",
    eventSource: "aws:sqs",
    eventSourceARN: "arn:aws:sqs:eu-west-1:111122223333:queue",
    awsRegion: "eu-west-1",
  };
}

/** A death of the process, as seen from outside: nothing after it happens, nothing is answered. */
class Death extends Error {}

function setUp(
  options: {
    fails?: string[];
    holds?: string[];
    throws?: string[];
    timeLeft?: () => number;
    removeFails?: boolean;
    /** How often a message that came before was begun, by its id. */
    tries?: Record<string, number>;
  } = {},
) {
  const seen = { worked: [] as string[][], refused: [] as string[], removed: [] as string[], reported: [] as string[] };
  const returned = new Map<string, number>();
  const tries = new Map(Object.entries(options.tries ?? {}));
  const outcomeOf = (message: string): Worked => {
    if (options.holds?.includes(message)) return "held";
    return options.fails?.includes(message) ? { failed: new Error(`fail ${message}`) } : "done";
  };
  const work: QueueWork<string> = {
    longestMs: 1_000,
    decode: ({ body }) =>
      body.startsWith("bad")
        ? { ok: false, problems: [{ rule: "r", pointer: "", message: "bad" }] }
        : { ok: true, message: body },
    refuse(refused) {
      if (options.throws?.includes(refused.body)) return Promise.reject(new Error("refuse"));
      seen.refused.push(refused.body);
      return Promise.resolve();
    },
    work(messages) {
      seen.worked.push([...messages]);
      if (messages.some((message) => options.throws?.includes(message))) return Promise.reject(new Error("work"));
      return Promise.resolve(messages.map((message) => outcomeOf(message)));
    },
  };
  const ports: { -readonly [Name in keyof BatchPorts]: BatchPorts[Name] } = {
    remove(records) {
      seen.removed.push(...records.map(({ messageId }) => messageId));
      return options.removeFails ? Promise.reject(new Error("remove")) : Promise.resolve();
    },
    async returnEarly(records) {
      for (const { record: one, seconds } of records) returned.set(one.messageId, seconds);
    },
    async countTry({ messageId }) {
      tries.set(messageId, (tries.get(messageId) ?? 0) + 1);
      return tries.get(messageId) ?? 0;
    },
    // Longer than any work takes, unless a test says otherwise.
    pause: () => new Promise(() => {}),
    random: () => 0.999,
    timeLeft: options.timeLeft ?? (() => 60_000),
    report: (error) => seen.reported.push(error instanceof Error ? error.message : String(error)),
  };
  const run = async (records: SQSRecord[]) =>
    (await workBatch(work, ports, records)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { seen, run, work, ports, returned, tries };
}

describe("a batch that comes for the first time", () => {
  test("is worked together, in one call, and nothing is deleted by hand", async () => {
    const { seen, run } = setUp();
    expect(await run([record("a"), record("b")])).toEqual([]);
    expect(seen).toMatchObject({ worked: [["a", "b"]], removed: [], reported: [] });
  });

  test("names the messages that failed or are held, and only them; only failures are told", async () => {
    const { seen, run } = setUp({ fails: ["b"], holds: ["c"] });
    expect(await run([record("a"), record("b"), record("c"), record("d")])).toEqual(["b", "c"]);
    expect(seen.reported).toEqual(["fail b"]);
  });

  test("comes again whole when the work rejects", async () => {
    const { seen, run } = setUp({ throws: ["b"] });
    expect(await run([record("a"), record("b")])).toEqual(["a", "b"]);
    expect(seen.reported).toEqual(["work", "work"]);
  });

  test("loses no message that the work says nothing of", async () => {
    const { run, work } = setUp();
    work.work = () => Promise.resolve(["done"]);
    expect(await run([record("a"), record("b")])).toEqual(["b"]);
  });

  test("puts what can't be understood into the dead letters and works the rest", async () => {
    const { seen, run } = setUp();
    expect(await run([record("bad1"), record("a")])).toEqual([]);
    expect(seen).toMatchObject({ refused: ["bad1"], worked: [["a"]] });
  });

  test("keeps what can't be understood when the dead letters can't be reached", async () => {
    const { run } = setUp({ throws: ["bad1"] });
    expect(await run([record("bad1"), record("a")])).toEqual(["bad1"]);
  });

  test("calls no work when nothing was understood", async () => {
    const { seen, run } = setUp();
    await run([record("bad1")]);
    expect(seen.worked).toEqual([]);
  });
});

describe("a message that came before", () => {
  test("is worked in turn with the others like it, each deleted when it is done", async () => {
    const { seen, run } = setUp({ fails: ["b"] });
    expect(await run([record("a", 2), record("b", 2), record("c", 3)])).toEqual(["b"]);
    expect(seen).toMatchObject({ worked: [["a"], ["b"], ["c"]], removed: ["a", "c"] });
  });

  test("is begun after those that come for the first time are done and deleted", async () => {
    const { seen, run } = setUp({ fails: ["c"] });
    expect(await run([record("a", 2), record("b"), record("c"), record("d")])).toEqual(["c"]);
    expect(seen).toMatchObject({ worked: [["b", "c", "d"], ["a"]], removed: ["b", "d", "a"] });
  });

  test("delays the next one by a second at most: slow targets do not make a batch wait for each of them", async () => {
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

  test("and was received a hundred times untried, is worked as if it came for the second time", async () => {
    const { seen, run } = setUp();
    expect(await run([record("a", 100)])).toEqual([]);
    expect(seen).toMatchObject({ worked: [["a"]], refused: [], removed: ["a"] });
  });

  test("is counted as it is begun; one for which no time is left loses no try, and comes again within seconds", async () => {
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

  test("goes to the dead letters with the reason at its eleventh try, and is not begun", async () => {
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

  test("is not begun where it can't be counted", async () => {
    const { seen, run, ports } = setUp();
    ports.countTry = () => Promise.reject(new Error("no table"));
    expect(await run([record("a", 2)])).toEqual(["a"]);
    expect(seen).toMatchObject({ worked: [], reported: ["no table"] });
  });

  test("takes no other along when its work rejects", async () => {
    const { seen, run } = setUp({ throws: ["a"] });
    expect(await run([record("a", 2), record("b", 2)])).toEqual(["a"]);
    expect(seen).toMatchObject({ worked: [["a"], ["b"]], removed: ["b"] });
  });

  test("is deleted when it went to the dead letters", async () => {
    const { seen, run } = setUp();
    expect(await run([record("bad1", 3), record("a")])).toEqual([]);
    expect(seen).toMatchObject({ refused: ["bad1"], removed: ["a", "bad1"] });
  });

  test("counts as done though it could not be deleted", async () => {
    const { seen, run } = setUp({ removeFails: true });
    expect(await run([record("a", 2)])).toEqual([]);
    expect(seen.reported).toEqual(["remove"]);
  });

  test("is worked in each order equally often", async () => {
    const { seen, run, ports } = setUp();
    // Six equal parts of what can be drawn for two draws: each leads to an order of its own.
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

describe("a message that failed", () => {
  test("comes again after seconds, not after the queue's visibility timeout", async () => {
    const { run, returned } = setUp({ fails: ["a"], holds: ["b"] });
    await run([record("a"), record("b"), record("c")]);
    expect([...returned.keys()]).toEqual(["a", "b"]);
    for (const seconds of returned.values()) expect(seconds).toBeLessThanOrEqual(2);
  });

  test("waits longer after each receive, half of it by chance, and a quarter of an hour at most", () => {
    const receives = [1, 2, 3, 4, 5, 6, 7, 20, 1_000];
    expect(receives.map((count) => returnDelay(count, () => 0))).toEqual([2, 6, 18, 54, 162, 486, 900, 900, 900]);
    expect(receives.map((count) => returnDelay(count, () => 0.999))).toEqual([2, 4, 10, 28, 82, 244, 451, 451, 451]);
  });

  test("has tries for more than half an hour, however chance draws: as long as an outage may take", () => {
    const waits = Array.from({ length: MOST_TRIES - 1 }, (_, index) => returnDelay(index + 1, () => 0.999));
    expect(waits.reduce((sum, seconds) => sum + seconds, 0)).toBeGreaterThan(25 * 60);
  });

  test("comes again with the visibility timeout where it can't be returned early", async () => {
    const { seen, run, ports } = setUp({ fails: ["a"] });
    ports.returnEarly = () => Promise.reject(new Error("no queue"));
    expect(await run([record("a"), record("b")])).toEqual(["a"]);
    expect(seen.reported).toEqual(["fail a", "no queue"]);
  });
});

describe("a message that kills the process", () => {
  const KILLER = "m0";

  /** As many receives of a batch that holds the killer as end it; tells what was done, refused and left in the queue. */
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

  test("ends alone in the dead letters after ten tries, and each neighbour is done, whatever chance draws", async () => {
    const draws = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10 }), draws, async (size, stream) => {
        const { done, left, refused, receives } = await receiveUntilQuiet(size, () => stream.next().value);
        expect([left.size, done.size, refused, receives]).toEqual([0, size - 1, [KILLER], 11]);
      }),
    );
  });
});

/** Runs a batch whose process dies at a Death: what `workBatch` would do after it does not happen. */
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
  // After the death time is over, so no further message is begun.
  await workBatch(mortal, { ...ports, report: () => {}, timeLeft: () => (dead ? 0 : 60_000) }, records);
}
