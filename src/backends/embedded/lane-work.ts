// Work that is shared out among lanes: who may begin, and whose backlog comes next.

import type { LaneBacklog } from "./lane-backlog.ts";
import { Lanes } from "./lanes.ts";
import type { Delayed, DueItem } from "./sqlite-delayed-messages.ts";

/** What sharing out needs. */
export interface LaneWorkOptions<Item> {
  readonly backlog: LaneBacklog<Item>;
  readonly laneOf: (item: Item) => string;
  /** How many items may be under way at once, all lanes together. */
  readonly permits: number;
  /** How many of a lane, where something says so. */
  readonly most?: (lane: string) => number | undefined;
}

/** The lanes of a table of waits. */
export class LaneWork<Item> {
  readonly #backlog: LaneBacklog<Item>;
  readonly #laneOf: (item: Item) => string;
  readonly #lanes: Lanes;
  /** Lanes for which something lies aside, or did until a moment ago; who has waited longest stands first. */
  readonly #waiting = new Set<string>();

  constructor({ backlog, laneOf, permits, most }: LaneWorkOptions<Item>) {
    this.#backlog = backlog;
    this.#laneOf = laneOf;
    this.#lanes = new Lanes(permits, most);
  }

  /** Takes up what an earlier process left aside. */
  start(): void {
    for (const lane of this.#backlog.lanes()) this.#waiting.add(lane);
  }

  /**
   * Whether an item that just came may be worked on at once. Of a lane with a backlog it may use half of the room, so that
   * the backlog comes to its end though new items never do.
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

  /** What is stored aside at once, since it is due and its lane has no room. */
  aside(wait: Delayed<Item>, now: number): Delayed<Item> {
    const lane = this.#laneOf(wait.item);
    if (wait.dueAt > now || this.#lanes.roomFor(lane) > 0) return wait;
    this.#waiting.add(lane);
    return { ...wait, aside: true };
  }

  /** Begins, by `begin`, what there is room for, and lays the rest aside. */
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

  /** Whether something that lies aside could be worked on now. */
  get isReady(): boolean {
    return this.#waiting.values().some((lane) => this.#lanes.roomFor(lane) > 0);
  }

  /** Takes what lies aside and has room, of each lane as much as leaves some for the others. */
  async fetch(): Promise<DueItem<Item>[]> {
    const ready = [...this.#waiting].filter((lane) => this.#lanes.roomFor(lane) > 0);
    const taken = await Promise.all(ready.map((lane) => this.#fetchOf(lane, ready.length)));
    return taken.flat();
  }

  async #fetchOf(lane: string, sharers: number): Promise<DueItem<Item>[]> {
    const count = Math.max(1, Math.floor(this.#lanes.roomFor(lane) / sharers));
    // Before the file is asked: what is laid aside meanwhile enters the lane again.
    this.#waiting.delete(lane);
    const taken = await this.#backlog.take(lane, count);
    if (taken.length === count) this.#waiting.add(lane);
    return taken;
  }
}
