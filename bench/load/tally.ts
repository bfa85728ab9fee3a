// The sender's view of the events: their answers and latencies.

import { distribution } from "../report/distribution.ts";
import type { SendingResult } from "./run-result.ts";

/** Counts answers as they come. Times are milliseconds since 1970. */
export class Tally {
  readonly #start: number;
  readonly #statuses = new Map<number, number>();
  readonly #refused: number[] = [];
  readonly #answerTimes: number[] = [];
  readonly #lateness: number[] = [];
  #end: number;

  constructor(start: number) {
    this.#start = start;
    this.#end = start;
  }

  /** Counts one answered event: when it was due, when it was sent, when the answer came. */
  count(number: number, status: number, times: { due: number; sent: number; answered: number }): void {
    this.#statuses.set(status, (this.#statuses.get(status) ?? 0) + 1);
    if (status < 200 || status > 299) this.#refused.push(number);
    this.#answerTimes.push(times.answered - times.sent);
    this.#lateness.push(times.sent - times.due);
    this.#end = Math.max(this.#end, times.answered);
  }

  /** The sums. */
  result(): SendingResult {
    return {
      sent: this.#answerTimes.length,
      statuses: Object.fromEntries(this.#statuses),
      refused: this.#refused,
      seconds: (this.#end - this.#start) / 1000,
      answer_ms: distribution(this.#answerTimes),
      lateness_ms: distribution(this.#lateness),
    };
  }
}
