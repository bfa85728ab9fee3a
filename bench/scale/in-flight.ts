// SQS's fairness, as far as it is documented: a group that has more than a tenth of the messages that are being worked, and
// at least thirty, is noisy, and those of others are given out first
// (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html).

const NOISY_SHARE = 0.1;
const NOISY_LEAST = 30;

/** Messages that are being worked, by their target. */
export class InFlight {
  readonly #counts: Uint32Array;
  #total = 0;

  constructor(targets: number) {
    this.#counts = new Uint32Array(targets);
  }

  /** One more, or with -1 one less. */
  change(target: number, by: 1 | -1): void {
    this.#counts[target] = (this.#counts[target] ?? 0) + by;
    this.#total += by;
  }

  isNoisy(target: number): boolean {
    const own = this.#counts[target] ?? 0;
    return own >= NOISY_LEAST && own > NOISY_SHARE * this.#total;
  }
}
