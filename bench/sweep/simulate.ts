// Many runs that are due in the same second, swept by the sweeper's own code and schedule, while functions are killed. Time is
// virtual: calls and CPU take the measured times, at a function's share of a CPU.

import { SWEEP_AHEAD_MS } from "#backends/aws/delays/sweep-delayed-messages.ts";
import { HELP, sweep } from "../../lambdas/sweeper/sweep.ts";
import { MINUTE_MS } from "../../src/core/time.ts";
import { chanceOf } from "../scale/chance.ts";
import { VirtualTime } from "./virtual-time.ts";
import { type Carry, WaitsDouble } from "./waits-double.ts";

/** The schedule, the function's timeout, and the workers that are started each time (lib/timer.ts; a test compares). */
export const SCHEDULE = { everyMs: MINUTE_MS, timeoutMs: 110_000, workers: 5 };

/**
 * The times after which Lambda repeats a failed asynchronous invocation:
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
const RETRIES_AFTER_MS = [MINUTE_MS, 2 * MINUTE_MS];

/** The longest start of a function, in milliseconds. */
const START_MS = 500;

/** The CPU time of a row, its share of every call included: 157,000 rows in 110 s at 512 MB were measured. */
const CPU_SHARE = 0.29;
const CPU_MS_PER_ROW = (110_000 / 157_000) * CPU_SHARE;

/** The response times of the services, in milliseconds. */
const DYNAMODB_MS = 10;
const SQS_MS = 20;

/** Messages of one call to SQS. */
const BATCH = 10;

/** One simulation. */
export interface SweepCase {
  readonly name: string;
  readonly rows: number;
  /** When a function is killed, as parts of its timeout: at random between these; undefined: no function is killed. */
  readonly killedBetween?: readonly [number, number];
  readonly seed: number;
}

/** The outcomes of the rows. */
export interface SweepOutcome {
  readonly sent: number;
  readonly repeats: number;
  readonly kills: number;
  readonly mostWorkers: number;
  /** The time at which the last row was first sent, in milliseconds after the due time; negative if before. */
  readonly lastSentMs: number;
  /** The largest lag that a run has logged, in milliseconds. */
  readonly longestLagMs: number;
}

/** Sweeps until a minute after all rows are sent, or for two hours. */
export async function simulateSweep(one: SweepCase): Promise<SweepOutcome> {
  const dueAt = Date.UTC(2026, 6, 1, 9);
  const time = new VirtualTime(dueAt - SWEEP_AHEAD_MS - MINUTE_MS);
  const world = new World(one, time, dueAt);
  for (let minute = 0; minute < 120; minute++) {
    world.startWorkers();
    await time.runUntil(time.now + SCHEDULE.everyMs);
    // One minute more, so that repeats are counted.
    if (world.isDone) break;
  }
  await time.runUntil(time.now + SCHEDULE.everyMs);
  return world.outcome();
}

class World {
  readonly #case: SweepCase;
  readonly #time: VirtualTime;
  readonly #dueAt: number;
  readonly #table: WaitsDouble;
  readonly #chance: () => number;
  readonly #sends: Uint8Array;
  #sent = 0;
  #repeats = 0;
  #kills = 0;
  #running = 0;
  #mostWorkers = 0;
  #started = 0;
  #lastSent = 0;
  #longestLag = 0;

  constructor(one: SweepCase, time: VirtualTime, dueAt: number) {
    this.#case = one;
    this.#time = time;
    this.#dueAt = dueAt;
    this.#table = new WaitsDouble(one.rows, dueAt);
    this.#chance = chanceOf(one.seed);
    this.#sends = new Uint8Array(one.rows);
  }

  get isDone(): boolean {
    return this.#sent === this.#case.rows;
  }

  startWorkers(): void {
    for (let worker = 0; worker < SCHEDULE.workers; worker++) this.#invoke(worker === 0 ? {} : HELP, RETRIES_AFTER_MS);
  }

  outcome(): SweepOutcome {
    return {
      sent: this.#sent,
      repeats: this.#repeats,
      kills: this.#kills,
      mostWorkers: this.#mostWorkers,
      lastSentMs: this.#lastSent - this.#dueAt,
      longestLagMs: this.#longestLag,
    };
  }

  /** One invocation, which is killed at a time or completes. */
  #invoke(event: object, retriesAfter: readonly number[]): void {
    const startedAt = this.#time.now + this.#chance() * START_MS;
    const [from, to] = this.#case.killedBetween ?? [1, 1];
    const endsAt = startedAt + SCHEDULE.timeoutMs * (from + this.#chance() * (to - from));
    let isRunning = true;
    const end = (wasKilled: boolean): void => {
      if (!isRunning) return;
      isRunning = false;
      this.#running -= 1;
      if (!wasKilled) return;
      this.#kills += 1;
      const [after, ...more] = retriesAfter;
      if (after !== undefined) this.#time.at(this.#time.now + after, () => this.#invoke(event, more));
    };
    this.#running += 1;
    this.#mostWorkers = Math.max(this.#mostWorkers, this.#running);
    this.#time.at(endsAt, () => end(true));
    const takes = async (ms: number): Promise<void> => {
      await this.#time.sleep(ms);
      // A killed function does nothing more and gets no responses.
      if (!isRunning) await new Promise<never>(() => {});
    };
    const run = this.#worker(takes);
    const timeLeft = () => startedAt + SCHEDULE.timeoutMs - this.#time.now;
    this.#time.at(startedAt, () => void run(event, { getRemainingTimeInMillis: timeLeft }).then(() => end(false)));
  }

  #worker(takes: (ms: number) => Promise<void>) {
    const carry: Carry = async (answer) => {
      await takes(DYNAMODB_MS / 2);
      // A call whose response is lost has taken effect.
      const answered = answer();
      await takes(DYNAMODB_MS / 2);
      return answered;
    };
    this.#started += 1;
    const owner = `worker-${this.#started}`;
    return sweep({
      waits: { client: this.#table.client(carry), tableName: "waits" },
      send: async (waits) => {
        await takes(SQS_MS);
        for (let first = 0; first < waits.length; first += BATCH) {
          const batch = waits.slice(first, first + BATCH);
          await takes((batch.length * CPU_MS_PER_ROW) / CPU_SHARE);
          for (const { id } of batch) this.#count(WaitsDouble.rowOf(id));
        }
        return [];
      },
      refuse: () => Promise.reject(new Error("A row was refused")),
      now: () => this.#time.now,
      random: this.#chance,
      newOwner: () => owner,
      log: (line) => {
        if ("cursor_lag_ms" in line) this.#longestLag = Math.max(this.#longestLag, line.cursor_lag_ms);
      },
    });
  }

  #count(row: number): void {
    const before = this.#sends[row] ?? 0;
    this.#sends[row] = before + 1;
    if (before > 0) this.#repeats += 1;
    else this.#sent += 1;
    if (before === 0) this.#lastSent = this.#time.now;
  }
}
