// Works on due items: wakes when the earliest item is due, takes as many due items as there is room for, works on them, and
// deletes them when they are done. An item that failed, or that another worker holds, is retried a second later. In a table
// with lanes, an item that is due while its lane is full is set aside, so that it does not block other lanes.

import type { Now } from "#app/ports.ts";
import type { LaneWork } from "./lane-work.ts";
import type { Delayed, DueItem, SqliteDelayedMessages } from "./sqlite-delayed-messages.ts";
import type { SetTimer } from "./timer.ts";

/** done: the item needs no more work; held: another worker holds it, so it must be retried. */
export type Worked = "done" | "held";

/** Works on one item; `ends` is how many processes ended while they worked on it. Rejects if the item must be retried. */
export type Work<Item> = (item: Item, ends: number) => Promise<Worked>;

interface DueWorkOptions<Item> {
  readonly delayed: SqliteDelayedMessages<Item>;
  readonly now: Now;
  readonly setTimer: SetTimer;
  /** Called with the error of an item that failed and will be retried. */
  readonly onError: (error: unknown) => void;
  /** The most items in progress at once. */
  readonly maxActive: number;
  /** Shares the room among lanes; without it, items are taken in the order of their due times. */
  readonly lanes?: LaneWork<Item>;
}

/** The delay before a held or failed item is retried, in milliseconds. */
export const RETURN_DELAY_MS = 1_000;

/** With lanes, at least so many items are taken at once. Those without room are set aside, so that others follow. */
const LEAST_TAKEN = 64;

/**
 * The longest delay of a timer, in milliseconds. Timers use a monotonic clock, which stops while the machine sleeps and ignores
 * changes of the system time. Due times use the system time, so they are checked again after this delay.
 */
const LONGEST_TIMER_MS = 60_000;

/** The work on a table of waits. */
export class DueWork<Item> {
  readonly #options: DueWorkOptions<Item>;
  #work: Work<Item> | undefined;
  #active = 0;
  /** The number of rows that are taken, neither returned nor deleted yet. */
  #settling = 0;
  #taking = false;
  /** An item may be due for which there was no room. */
  #starved = false;
  #timer: { cancel(): void; readonly at: number } | undefined;
  #idle: (() => void) | undefined;

  constructor(options: DueWorkOptions<Item>) {
    this.#options = options;
  }

  /** Whether there is room to work on a new item at once. */
  hasRoomFor(item: Item): boolean {
    const { maxActive, lanes } = this.#options;
    return this.#work !== undefined && this.#active < maxActive && (lanes?.admits(item) ?? true);
  }

  /**
   * Starts to work on due items. Items that may have ended an earlier process follow one at a time, the first of them at
   * `from`. Resolves with the time at which the last of these has been worked on.
   */
  async start(work: Work<Item>, from: number): Promise<number> {
    const { delayed, lanes } = this.#options;
    const until = await delayed.releaseTaken(from);
    lanes?.start();
    this.#work = work;
    this.#wake();
    return until;
  }

  /** Takes no more items, and resolves when all items in progress are done or returned. */
  async stop(): Promise<void> {
    this.#work = undefined;
    this.#timer?.cancel();
    if (this.#busy()) await new Promise<void>((resolve) => (this.#idle = resolve));
  }

  /** Stores items; resolves once they are durable. Work on each starts when it is due. */
  async add(waits: readonly Delayed<Item>[]): Promise<void> {
    if (waits.length === 0) return;
    const { lanes, now } = this.#options;
    await this.#options.delayed.add(lanes ? waits.map((wait) => lanes.aside(wait, now())) : waits);
    this.#wakeAt(waits.reduce((earliest, { dueAt }) => Math.min(earliest, dueAt), Number.POSITIVE_INFINITY));
  }

  /** Reads again when the next item is due, after that has changed in the file. */
  lookAgain(): void {
    this.#wake();
  }

  /** Works on an item at once, whether or not it is in the file. Call it only while there is room. */
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
      this.#options.onError(error); // the store is closed: the next start releases the row
    }
    this.#settling -= 1;
    this.#wake();
    this.#tellIdle();
  }

  /** Reports a row that can't be parsed. The row stays taken, so that each start reports it and no loop retries it. */
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
