// The documented part of SQS's fairness: a group that has more than a tenth of the messages in flight, and at least thirty, is
// noisy, and messages of other groups are delivered first
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html).

const NOISY_SHARE = 0.1;
const NOISY_LEAST = 30;

/** Messages in flight, by target. */
export class InFlight {
  readonly #counts: Uint32Array;
  #total = 0;

  constructor(targets: number) {
    this.#counts = new Uint32Array(targets);
  }

  /** Adds 1 or -1 to a target's messages. */
  change(target: number, by: 1 | -1): void {
    this.#counts[target] = (this.#counts[target] ?? 0) + by;
    this.#total += by;
  }

  isNoisy(target: number): boolean {
    const own = this.#counts[target] ?? 0;
    return own >= NOISY_LEAST && own > NOISY_SHARE * this.#total;
  }
}
