// What became of the events on the sending side: which answers they got, and after how long.

import { type Distribution, distribution } from "../report/percentiles.ts";

/** The sending side of a run. */
export interface SendingResult {
  /** Events sent, numbered from 0. */
  readonly sent: number;
  /** How many answers had which status; "0" counts requests that got no answer. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Numbers of the events whose answer was not 2xx. */
  readonly refused: readonly number[];
  /** From the start of the run to its last answer. */
  readonly seconds: number;
  /** From the request to its answer. */
  readonly answer_ms: Distribution;
  /** How late the generator itself was in a paced run: it is part of the latency that the receiver measures. */
  readonly lateness_ms: Distribution;
}

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
