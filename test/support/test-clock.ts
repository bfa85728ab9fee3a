// A clock that tests control, and timers that follow it.

import type { SetTimer } from "#backends/embedded/timer.ts";

interface Pending {
  readonly at: number;
  readonly run: () => void;
}

/** How long timers of Node.js can wait, in milliseconds (https://nodejs.org/api/timers.html#settimeoutcallback-delay-args). */
const LONGEST_MS = 2 ** 31 - 1;

/** How many turns of the event loop may pass without anything new before all is taken to be at rest. */
const REST_TURNS = 6;

/** More timers than any test fires in one move. A timer that sets itself again without a delay fires without end. */
const MOST_TIMERS = 50_000;

/** A clock that stops until it is moved. */
export class TestClock {
  readonly #timers = new Set<Pending>();
  readonly #flush: () => void;
  #now: number;

  /** `flush` is called each turn, so that nothing has to wait for a real timer: it commits what waits for a commit. */
  constructor(now: number, flush: () => void = () => {}) {
    this.#now = now;
    this.#flush = flush;
  }

  readonly now = (): number => this.#now;

  readonly setTimer: SetTimer = (run, ms) => {
    if (ms > LONGEST_MS) throw new Error(`A timer of Node.js that is to wait for ${ms} ms goes off at once`);
    const pending = { at: this.#now + ms, run };
    this.#timers.add(pending);
    if (ms <= 0) setImmediate(() => this.#fire(pending));
    return () => this.#timers.delete(pending);
  };

  /**
   * Moves to `time`, timer by timer, and finishes the work that each timer starts. Work that waits for something
   * outside the process, such as an answer to a request, continues after that at the same time.
   */
  async moveTo(time: number): Promise<void> {
    for (let fired = 0; fired < MOST_TIMERS; fired++) {
      await this.rest();
      const next = [...this.#timers].sort((a, b) => a.at - b.at)[0];
      if (next === undefined || next.at > time) {
        this.#now = time;
        return;
      }
      this.#now = Math.max(this.#now, next.at);
      this.#fire(next);
    }
    throw new Error(`${MOST_TIMERS} timers fired, and the clock is still at ${this.#now}, before ${time}`);
  }

  #fire(pending: Pending): void {
    if (this.#timers.delete(pending)) pending.run();
  }

  /** Lets all work finish that needs no movement of the clock. */
  async rest(): Promise<void> {
    for (let turn = 0; turn < REST_TURNS; turn++) {
      this.#flush();
      await new Promise(setImmediate);
    }
  }
}
