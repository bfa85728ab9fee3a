import type { SQSRecord } from "aws-lambda";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BatchPorts, type QueueWork, type Worked, workBatch } from "#backends/aws/sqs-batch.ts";

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
  } = {},
) {
  const seen = { worked: [] as string[][], refused: [] as string[], removed: [] as string[], reported: [] as string[] };
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
    remove({ messageId }) {
      seen.removed.push(messageId);
      return options.removeFails ? Promise.reject(new Error("remove")) : Promise.resolve();
    },
    random: () => 0.999,
    timeLeft: options.timeLeft ?? (() => 60_000),
    report: (error) => seen.reported.push(error instanceof Error ? error.message : String(error)),
  };
  const run = async (records: SQSRecord[]) =>
    (await workBatch(work, ports, records)).batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  return { seen, run, work, ports };
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

describe("a batch with a message that came before", () => {
  test("is worked one by one, each message deleted when it is done", async () => {
    const { seen, run } = setUp({ fails: ["b"] });
    expect(await run([record("a", 2), record("b"), record("c")])).toEqual(["b"]);
    expect(seen).toMatchObject({ worked: [["a"], ["b"], ["c"]], removed: ["a", "c"] });
  });

  test("goes on after a message whose work rejects", async () => {
    const { seen, run } = setUp({ throws: ["a"] });
    expect(await run([record("a", 2), record("b")])).toEqual(["a"]);
    expect(seen).toMatchObject({ worked: [["a"], ["b"]], removed: ["b"] });
  });

  test("deletes what went to the dead letters", async () => {
    const { seen, run } = setUp();
    expect(await run([record("bad1", 3), record("a")])).toEqual([]);
    expect(seen).toMatchObject({ refused: ["bad1"], removed: ["bad1", "a"] });
  });

  test("counts a message as done though it could not be deleted", async () => {
    const { seen, run } = setUp({ removeFails: true });
    expect(await run([record("a", 2)])).toEqual([]);
    expect(seen.reported).toEqual(["remove"]);
  });

  test("begins no message when the time left is less than one can take", async () => {
    let left = 2_000;
    const { seen, run, ports } = setUp({ timeLeft: () => left });
    const remove = ports.remove;
    ports.remove = (removed) => {
      left -= 600;
      return remove(removed);
    };
    expect(await run([record("a", 2), record("b"), record("c")])).toEqual(["c"]);
    expect(seen.worked).toEqual([["a"], ["b"]]);
  });

  test("is worked in each order equally often", async () => {
    const { seen, run, ports } = setUp();
    // Six equal parts of what can be drawn for two draws: each leads to an order of its own.
    for (const first of [0, 0.4, 0.8])
      for (const second of [0, 0.6]) {
        const draws = [first, second];
        ports.random = () => draws.shift() ?? 0;
        await run([record("a", 2), record("b"), record("c")]);
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

  /** Ten receives of a batch that holds the killer; tells which messages were done and which are left in the queue. */
  async function receiveTenTimes(size: number, random: () => number) {
    const { work, ports } = setUp();
    const done = new Set<string>();
    const left = new Set(Array.from({ length: size }, (_, index) => `m${index}`));
    work.work = (messages) => {
      if (messages.includes(KILLER)) throw new Death();
      for (const message of messages) done.add(message);
      return Promise.resolve(messages.map(() => "done" as const));
    };
    ports.random = random;
    ports.remove = ({ messageId }) => Promise.resolve(void left.delete(messageId));
    for (let receives = 1; receives <= 10; receives++) {
      const records = [...left].map((id) => record(id, receives));
      await dyingAt(work, ports, records);
    }
    return { done, left };
  }

  test("is never taken for done, and no neighbour is gone that was not done, whatever chance draws", async () => {
    const draws = fc.infiniteStream(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 2, max: 10 }), draws, async (size, stream) => {
        const { done, left } = await receiveTenTimes(size, () => stream.next().value);
        expect(left.has(KILLER)).toBe(true);
        expect(done.size + left.size).toBe(size);
      }),
    );
  });

  test("takes along fewer than one in 250 of its neighbours", async () => {
    // A fixed sequence that looks like chance (Lehmer), so that the count is the same each time.
    let state = 1;
    const random = () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 2_147_483_647;
    };
    let lost = 0;
    for (let batch = 0; batch < 500; batch++) lost += (await receiveTenTimes(10, random)).left.size - 1;
    expect(lost).toBeLessThan((500 * 9) / 250);
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
