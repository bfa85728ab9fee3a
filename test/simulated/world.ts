// A world in which everything that varies is drawn from one seed: time, order, chance and faults. One thread; each effect
// waits for its turn, and whose turn it is is drawn too. The clock moves only when there is nothing to do.

/** How often things go wrong, each from 0 to 1. */
export interface FaultRates {
  /** An effect fails before it is done, or is done and its answer gets lost: the caller sees an error. */
  readonly error: number;
  /** The worker ends before the effect, or right after it, and is never heard of again. */
  readonly crash: number;
}

/** A fault of this world, not of the code under test. */
export class SimulatedFault extends Error {}

/** The world. */
export class World {
  now = 1_800_000_000_000;
  /** Counts effects, so that one can be said to come after another within the same millisecond. */
  sequence = 0;
  faults: FaultRates;
  readonly #waiting: (() => void)[] = [];
  #state: number;

  constructor(seed: number, faults: FaultRates) {
    this.#state = seed;
    this.faults = faults;
  }

  /** A number in [0, 1): mulberry32. */
  readonly random = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  /** A whole number from 0 to `count - 1`. */
  pick(count: number): number {
    return Math.floor(this.random() * count);
  }

  /** Does an effect when its turn comes, with the faults that chance draws. */
  async effect<T>(run: () => T): Promise<T> {
    await this.#turn();
    await this.#fault();
    this.sequence += 1;
    const result = run();
    await this.#fault();
    return result;
  }

  /** Gives one waiting effect its turn; false where none waits. */
  async step(): Promise<boolean> {
    const [next] = this.#waiting.splice(this.pick(this.#waiting.length), 1);
    if (next === undefined) return false;
    next();
    await new Promise(setImmediate);
    return true;
  }

  #turn(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async #fault(): Promise<void> {
    const drawn = this.random();
    if (drawn < this.faults.crash) await new Promise<never>(() => {});
    if (drawn < this.faults.crash + this.faults.error) throw new SimulatedFault("a fault of the simulated world");
  }
}
