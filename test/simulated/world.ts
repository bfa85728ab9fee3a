// A world in which all variation is drawn from one seed: time, order, chance and faults. It has one thread. Each effect
// waits for its turn, which is drawn as well, and takes time. The clock jumps when no effect is ready.

/** The probability of each fault at an effect, from 0 to 1. */
export interface FaultRates {
  /** The effect fails before it happens, or it happens and its answer is lost: the caller sees an error. */
  readonly error: number;
  /** The process ends before the effect, or right after it: none of its work in flight continues. */
  readonly crash: number;
  /**
   * The process freezes before the effect, for longer than any claim lasts, and then continues as if no time had passed.
   */
  readonly freeze: number;
  /** The service of the effect is throttled: for a while it processes no calls at all. */
  readonly throttle?: number;
  /** The clock of the process is set, as NTP does: usually by seconds, sometimes by an hour, forwards or backwards. */
  readonly clock?: number;
}

export const NO_FAULTS: FaultRates = { error: 0, crash: 0, freeze: 0 };

/** A fault of this world, not of the code under test. */
export class SimulatedFault extends Error {}

/** An owner whose effects stop when it ends. */
export interface Living {
  ended: boolean;
  /** False for clients of Flowhook, which never end and keep sending. */
  readonly mortal: boolean;
  /** How far its clock is ahead of the world's, in milliseconds; negative: behind. */
  clockMs?: number;
}

/** An effect: its owner, its longest duration in milliseconds, and the callback for a fault. */
export interface Effect {
  readonly of: Living;
  /** The service that is called: a store, a queue. */
  readonly service?: string;
  readonly ms: number;
  readonly onFault: () => void;
}

interface Turn {
  readonly of: Living;
  readonly at: number;
  readonly come: () => void;
}

/** The longest freeze of a process, in milliseconds. */
const LONGEST_FREEZE_MS = 400_000;

/** The longest throttling of a service, in milliseconds. */
const LONGEST_THROTTLING_MS = 60_000;

/** The largest error of a clock, in milliseconds: usually, and in one of so many cases. */
const CLOCK_MS = 5_000;
const WRONG_CLOCK_MS = 3_600_000;
const WRONG_CLOCK_EVERY = 8;

export class World {
  now = 1_800_000_000_000;
  /** Counts effects, which orders those of the same millisecond. */
  sequence = 0;
  faults: FaultRates;
  /** The largest difference between two clocks until now, in milliseconds. */
  clockErrorMs = 0;
  /** Throttled services, with the end of the throttling. */
  readonly #throttled = new Map<string, number>();
  #waiting: Turn[] = [];
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

  /** Runs an effect in its turn, with the faults that chance draws. */
  async effect<T>(effect: Effect, run: () => T): Promise<Awaited<T>> {
    if (this.#draws(effect, this.faults.clock)) this.#setClock(effect.of);
    if (this.#draws(effect, this.faults.throttle)) this.#throttle(effect.service);
    const frozen = effect.of.mortal && this.random() < this.faults.freeze;
    if (frozen) effect.onFault();
    await this.#turn(effect.of, this.pick(effect.ms) + (frozen ? this.pick(LONGEST_FREEZE_MS) : 0));
    await this.#fault(effect);
    this.#refuse(effect);
    this.sequence += 1;
    const result = await run();
    await this.#fault(effect);
    return result;
  }

  /** Runs one of the effects whose time has come; returns false if there is no such effect. */
  async step(): Promise<boolean> {
    this.#waiting = this.#waiting.filter(({ of }) => !of.ended);
    const able = this.#waiting.filter(({ at }) => at <= this.now);
    const next = able[this.pick(able.length)];
    if (next === undefined) return false;
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    next.come();
    await new Promise(setImmediate);
    return true;
  }

  /** When the next effect's time comes; undefined if no effect waits. */
  nextTurn(): number | undefined {
    const times = this.#waiting.filter(({ of }) => !of.ended).map(({ at }) => at);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Ends all faults: every service works. The caller sets the clocks right. */
  calm(): void {
    this.faults = NO_FAULTS;
    this.#throttled.clear();
  }

  /** Draws only for possible faults, so that adding a kind of fault leaves the worlds of other faults unchanged. */
  #draws({ of }: Effect, rate = 0): boolean {
    return of.mortal && rate > 0 && this.random() < rate;
  }

  #setClock(of: Living): void {
    const most = this.pick(WRONG_CLOCK_EVERY) === 0 ? WRONG_CLOCK_MS : CLOCK_MS;
    of.clockMs = this.pick(2 * most) - most;
    this.clockErrorMs = Math.max(this.clockErrorMs, 2 * Math.abs(of.clockMs));
  }

  #throttle(service: string | undefined): void {
    if (service !== undefined) this.#throttled.set(service, this.now + this.pick(LONGEST_THROTTLING_MS));
  }

  #refuse({ service = "", onFault }: Effect): void {
    if ((this.#throttled.get(service) ?? 0) <= this.now) return;
    onFault();
    throw new SimulatedFault(`${service} is throttled`);
  }

  #turn(of: Living, ms: number): Promise<void> {
    return new Promise((come) => this.#waiting.push({ of, at: this.now + ms, come }));
  }

  async #fault({ of, onFault }: Effect): Promise<void> {
    const drawn = this.random();
    if (of.mortal && drawn < this.faults.crash) {
      of.ended = true;
      await new Promise<never>(() => {});
    }
    if (drawn >= 1 - this.faults.error) {
      onFault();
      throw new SimulatedFault("a fault of the simulated world");
    }
  }
}
