// Virtual time, which passes only when no task can run: a million rows are swept in as long as it takes to compute it.

import { setImmediate as settled } from "node:timers/promises";
import { Timeline } from "../scale/timeline.ts";

/** A clock in milliseconds, and the tasks that wait for it. */
export class VirtualTime {
  readonly #wakings = new Timeline<() => void>();
  now: number;

  constructor(now: number) {
    this.now = now;
  }

  /** Resolves when this much time has passed. */
  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.at(this.now + ms, resolve));
  }

  /** Schedules a task at a time. */
  at(time: number, event: () => void): void {
    this.#wakings.add(time, event);
  }

  /** Advances time to an end. */
  async runUntil(end: number): Promise<void> {
    await settled();
    while (this.#wakings.nextAt <= end) {
      this.now = Math.max(this.now, this.#wakings.nextAt);
      this.#wakings.take()?.();
      await settled();
    }
    this.now = end;
  }
}
