// Works on what is due: wakes when the earliest wait ends, takes what is due as far as there is room, hands it on, and
// forgets it when that is done. What fails or is held by another comes again a little later. Where items belong to lanes,
// what is due while its lane has no room is laid aside, so that what other lanes have due goes on.

import type { Now } from "#app/ports.ts";
import type { LaneWork } from "./lane-work.ts";
import type { Delayed, DueItem, SqliteDelayedMessages } from "./sqlite-delayed-messages.ts";
import type { SetTimer } from "./timer.ts";

/** done: nothing of it is left to do; held: another is at it, so it is to be looked at again. */
export type Worked = "done" | "held";

/** Works on one item; `ends` is how many processes ended while they worked on it. Rejects when it is to come again. */
export type Work<Item> = (item: Item, ends: number) => Promise<Worked>;

/** What working on waits needs. */
export interface DueWorkOptions<Item> {
  readonly delayed: SqliteDelayedMessages<Item>;
  readonly now: Now;
  readonly setTimer: SetTimer;
  /** Told of work that failed and is done again. */
  readonly onError: (error: unknown) => void;
  /** Most items under way at once. */
  readonly maxActive: number;
  /** How they are shared out; without it whoever comes first is first. */
  readonly lanes?: LaneWork<Item>;
}

/** When what another is at, or what failed, is looked at again, in milliseconds. */
export const RETURN_DELAY_MS = 1_000;

/** With lanes at least so many are taken at once: those without room are laid aside, and the way is free for others. */
const LEAST_TAKEN = 64;

/**
 * The longest that a timer waits, in milliseconds. Timers go by another clock than what is due: one that stands while the
 * machine sleeps, and is not set when the time is. So by then it is looked again what is due.
 */
const LONGEST_TIMER_MS = 60_000;

/** The work on a table of waits. */
export class DueWork<Item> {
  readonly #options: DueWorkOptions<Item>;
  #work: Work<Item> | undefined;
  #active = 0;
  /** Rows that were taken and are not given back or forgotten yet. */
  #settling = 0;
  #taking = false;
  /** Something may be due for which there was no room. */
  #starved = false;
  #timer: { cancel(): void; readonly at: number } | undefined;
  #idle: (() => void) | undefined;

  constructor(options: DueWorkOptions<Item>) {
    this.#options = options;
  }

  /** Whether an item that just came could be worked on at once. */
  hasRoomFor(item: Item): boolean {
    const { maxActive, lanes } = this.#options;
    return this.#work !== undefined && this.#active < maxActive && (lanes?.admits(item) ?? true);
  }

  /**
   * Begins to work on what is due. What an earlier process may have ended at comes one by one, the first of it at
   * `from`. Resolves with the time when all of that has been looked at.
   */
  async start(work: Work<Item>, from: number): Promise<number> {
    const { delayed, lanes } = this.#options;
    const until = await delayed.releaseTaken(from);
    lanes?.start();
    this.#work = work;
    this.#wake();
    return until;
  }

  /** Takes nothing more, and resolves when all that is under way is done or given back. */
  async stop(): Promise<void> {
    this.#work = undefined;
    this.#timer?.cancel();
    if (this.#busy()) await new Promise<void>((resolve) => (this.#idle = resolve));
  }

  /** Stores what waits; resolves once it is durable. Each is worked on when it is due. */
  async add(waits: readonly Delayed<Item>[]): Promise<void> {
    if (waits.length === 0) return;
    const { lanes, now } = this.#options;
    await this.#options.delayed.add(lanes ? waits.map((wait) => lanes.aside(wait, now())) : waits);
    this.#wakeAt(waits.reduce((earliest, { dueAt }) => Math.min(earliest, dueAt), Number.POSITIVE_INFINITY));
  }

  /** Looks again when the next is due, where that has changed in the file. */
  lookAgain(): void {
    this.#wake();
  }

  /** Works on an item at once, whether or not it lies in the file; call it while there is room. */
  async workOn(item: Item, ends: number): Promise<Worked> {
    if (this.#work === undefined) return "held";
    const { lanes } = this.#options;
    this.#active += 1;
    lanes?.enter(item);
    try {
      return await this.#work(item, ends);
    } finally {
      this.#active -= 1;
      lanes?.leave(item);
      if (this.#starved || lanes?.isReady) this.#wake();
      this.#tellIdle();
    }
  }

  async #take(): Promise<void> {
    if (this.#taking || this.#work === undefined) return;
    this.#taking = true;
    try {
      await this.#takeDue();
    } catch (error) {
      this.#options.onError(error); // the store is closed
    }
    this.#taking = false;
    this.#wake();
    this.#tellIdle();
  }

  async #takeDue(): Promise<void> {
    const { delayed, now, lanes } = this.#options;
    const begin = (one: DueItem<Item>) => void this.#settle(one);
    if (lanes) await lanes.share(await lanes.fetch(), begin);
    const room = this.#room();
    const due = room > 0 ? await delayed.take(now(), lanes ? Math.max(room, LEAST_TAKEN) : room) : [];
    if (lanes) await lanes.share(due, begin);
    else due.forEach(begin);
  }

  async #settle(due: DueItem<Item>): Promise<void> {
    this.#settling += 1;
    const item = this.#understand(due);
    try {
      if (item !== undefined) await this.#workOff(due, item);
    } catch (error) {
      this.#options.onError(error); // the store is closed: the next start gives the row back
    }
    this.#settling -= 1;
    this.#wake();
    this.#tellIdle();
  }

  /** What can't be understood is told and stays taken, so that each start tells it again and nothing loops. */
  #understand(due: DueItem<Item>): Item | undefined {
    try {
      return due.item();
    } catch (error) {
      this.#options.onError(error);
      return undefined;
    }
  }

  async #workOff({ seq, receives }: DueItem<Item>, item: Item): Promise<void> {
    const { delayed, now, onError } = this.#options;
    try {
      if ((await this.workOn(item, receives)) === "done") return await delayed.done(seq);
    } catch (error) {
      onError(error);
    }
    await delayed.postpone(seq, now() + RETURN_DELAY_MS);
  }

  #room(): number {
    return this.#options.maxActive - this.#active;
  }

  #tellIdle(): void {
    if (!this.#busy()) this.#idle?.();
  }

  #busy(): boolean {
    return this.#active > 0 || this.#settling > 0 || this.#taking;
  }

  #wake(): void {
    const { delayed, now, lanes } = this.#options;
    this.#starved = this.#room() <= 0;
    if (this.#work === undefined || this.#starved) return;
    const dueAt = lanes?.isReady ? now() : delayed.nextDue();
    if (dueAt !== undefined) this.#wakeAt(dueAt);
  }

  #wakeAt(dueAt: number): void {
    if (this.#work === undefined || (this.#timer && this.#timer.at <= dueAt)) return;
    this.#timer?.cancel();
    const wait = Math.min(Math.max(dueAt - this.#options.now(), 0), LONGEST_TIMER_MS);
    const cancel = this.#options.setTimer(() => {
      this.#timer = undefined;
      void this.#take();
    }, wait);
    this.#timer = { cancel, at: dueAt };
  }
}
