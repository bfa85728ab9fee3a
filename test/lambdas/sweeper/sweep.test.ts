import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { DynamoDbDelayedMessages } from "#backends/aws/delays/dynamodb-delayed-messages.ts";
import type { SweepPorts } from "#backends/aws/delays/sweep-delayed-messages.ts";
import { sweptTo } from "#backends/aws/delays/sweep-progress.ts";
import type { Table } from "#backends/aws/dynamodb/table.ts";
import { type DynamoDbEmulator, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { refuseNothing } from "#support/aws/sweeping.ts";
import { HELP, type SweepLine, sweep } from "../../../lambdas/sweeper/sweep.ts";

const MINUTE = 60_000;
const NOON = Date.UTC(2026, 6, 1, 12);
const WAIT = { id: "w", queue: "retries", target: "t", message: "{}", flowId: "f", actionId: "a" } as const;

let emulator: DynamoDbEmulator;
let waits: Table;
beforeEach(async () => {
  emulator = await startDynamoDb();
  waits = { client: emulator.client, tableName: emulator.waits };
});
afterEach(() => emulator.close());

async function runAt(time: number, send: SweepPorts["send"] = async () => [], event: unknown = {}) {
  const lines: SweepLine[] = [];
  const run = sweep({
    waits,
    send,
    refuse: refuseNothing,
    now: () => time,
    log: (line) => lines.push(line),
    random: () => 0.5,
    newOwner: () => String(time),
  });
  const failure = await run(event, { getRemainingTimeInMillis: () => 110_000 }).catch((error: unknown) => error);
  return { lines, failure };
}

describe("a run", () => {
  test("logs the lag of the cursor and the number of messages that it moved", async () => {
    await runAt(NOON);
    const { lines } = await runAt(NOON + 2 * MINUTE);
    expect(lines).toEqual([{ cursor_lag_ms: 2 * MINUTE }, { moved: 0 }]);
  });

  test("that only helps ends at once if no shard is unfinished, and logs nothing", async () => {
    await runAt(NOON);
    expect((await runAt(NOON + MINUTE, undefined, HELP)).lines).toEqual([]);
    expect(await sweptTo(waits)).toBe(NOON + 10 * MINUTE);
  });

  test("that only helps sends the messages that another run left", async () => {
    await runAt(NOON);
    await new DynamoDbDelayedMessages(waits).add({ ...WAIT, dueAt: NOON + 16 * MINUTE });
    const killed = new Promise<void>((sending) => {
      const neverSent = () => {
        sending();
        return new Promise<never>(() => {});
      };
      void runAt(NOON + 7 * MINUTE, neverSent);
    });
    await killed;
    expect((await runAt(NOON + 8 * MINUTE, undefined, HELP)).lines.at(-1)).toEqual({ moved: 1 });
  });

  test("has no lag when it is the first", async () => {
    expect((await runAt(NOON)).lines).toEqual([{ cursor_lag_ms: 0 }, { moved: 0 }]);
  });

  test("that fails logs the lag of the cursor, and rejects", async () => {
    await runAt(NOON);
    await new DynamoDbDelayedMessages(waits).add({ ...WAIT, dueAt: NOON + 16 * MINUTE });
    const late = await runAt(NOON + 9 * MINUTE, () => Promise.reject(new Error("no queue")));
    expect(late.lines).toEqual([{ cursor_lag_ms: 9 * MINUTE }]);
    expect(late.failure).toEqual(new Error("no queue"));
    expect((await runAt(NOON + 11 * MINUTE)).lines).toEqual([{ cursor_lag_ms: expect.any(Number) }, { moved: 1 }]);
    expect(await sweptTo(waits)).toBe(NOON + 21 * MINUTE);
  });
});
