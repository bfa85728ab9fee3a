// Shares the work among lanes: decides which item may start, and which backlog follows.

import type { LaneBacklog } from "./lane-backlog.ts";
import { Lanes } from "./lanes.ts";
import type { Delayed, DueItem } from "./sqlite-delayed-messages.ts";

interface LaneWorkOptions<Item> {
  readonly backlog: LaneBacklog<Item>;
  readonly laneOf: (item: Item) => string;
  /** The most items in progress at once, all lanes together. */
  readonly permits: number;
  /** The limit of a lane, if it has one. */
  readonly most?: (lane: string) => number | undefined;
}

/** The lanes of a table of delayed messages. */
export class LaneWork<Item> {
  readonly #backlog: LaneBacklog<Item>;
  readonly #laneOf: (item: Item) => string;
  readonly #lanes: Lanes;
  /** The lanes that may have rows set aside, in the order in which they began to wait. */
  readonly #waiting = new Set<string>();

  constructor({ backlog, laneOf, permits, most }: LaneWorkOptions<Item>) {
    this.#backlog = backlog;
    this.#laneOf = laneOf;
    this.#lanes = new Lanes(permits, most);
  }

  /** Finds the rows that an earlier process set aside. */
  start(): void {
    for (const lane of this.#backlog.lanes()) this.#waiting.add(lane);
  }

  /**
   * Whether work on a new item may start at once. New items of a lane with a backlog may use half of its room, so that the
   * backlog ends although new items keep arriving.
   */
  admits(item: Item): boolean {
    const lane = this.#laneOf(item);
    const room = this.#lanes.roomFor(lane);
    if (room === 0 || !this.#waiting.has(lane)) return room > 0;
    const active = this.#lanes.activeOf(lane);
    return active * 2 < active + room - 1;
  }

  enter(item: Item): void {
    this.#lanes.enter(this.#laneOf(item));
  }

  leave(item: Item): void {
    this.#lanes.leave(this.#laneOf(item));
  }

  /** Marks an item to be stored as set aside if it is due and its lane is full. */
  aside(wait: Delayed<Item>, now: number): Delayed<Item> {
    const lane = this.#laneOf(wait.item);
    if (wait.dueAt > now || this.#lanes.roomFor(lane) > 0) return wait;
    this.#waiting.add(lane);
    return { ...wait, aside: true };
  }

  /** Calls `begin` for each item that has room, and sets the others aside. */
  async share(due: readonly DueItem<Item>[], begin: (one: DueItem<Item>) => void): Promise<void> {
    const left: number[] = [];
    for (const one of due) {
      const lane = one.lane ?? "";
      if (this.#lanes.roomFor(lane) > 0) begin(one);
      else {
        this.#waiting.add(lane);
        left.push(one.seq);
      }
    }
    if (left.length > 0) await this.#backlog.setAside(left);
  }

  /** Whether a lane with rows set aside has room now. */
  get isReady(): boolean {
    return this.#waiting.values().some((lane) => this.#lanes.roomFor(lane) > 0);
  }

  /** Takes rows that are set aside, for each lane with room its share of the room. */
  async fetch(): Promise<DueItem<Item>[]> {
    const ready = [...this.#waiting].filter((lane) => this.#lanes.roomFor(lane) > 0);
    const taken = await Promise.all(ready.map((lane) => this.#fetchOf(lane, ready.length)));
    return taken.flat();
  }

  async #fetchOf(lane: string, sharers: number): Promise<DueItem<Item>[]> {
    const count = Math.max(1, Math.floor(this.#lanes.roomFor(lane) / sharers));
    // Before the query: setting a row aside during the query adds the lane again.
    this.#waiting.delete(lane);
    const taken = await this.#backlog.take(lane, count);
    if (taken.length === count) this.#waiting.add(lane);
    return taken;
  }
}
