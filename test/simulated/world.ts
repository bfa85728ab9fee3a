// A world in which everything that varies is drawn from one seed: time, order, chance and faults. One thread; each effect
// waits for its turn, whose turn it is is drawn too, and an effect takes time. The clock jumps when nobody can go on.

/** How often things go wrong at an effect, each from 0 to 1. */
export interface FaultRates {
  /** It fails before it is done, or is done and its answer gets lost: the caller sees an error. */
  readonly error: number;
  /** The process ends before it, or right after it: nothing that was under way there is ever heard of again. */
  readonly crash: number;
  /** The process stands still before it, for longer than any claim lasts, and then goes on as if nothing had been. */
  readonly freeze: number;
  /** The service that it asks is throttled from now on: for a while it does nothing for anybody. */
  readonly throttle?: number;
  /** The clock of its process is set, as NTP does: by seconds as a rule, by an hour at times, forwards or backwards. */
  readonly clock?: number;
}

export const NO_FAULTS: FaultRates = { error: 0, crash: 0, freeze: 0 };

/** A fault of this world, not of the code under test. */
export class SimulatedFault extends Error {}

/** Something whose effects stop with it when it ends. */
export interface Living {
  ended: boolean;
  /** Whether it can end at all: the clients of Flowhook go on asking. */
  readonly mortal: boolean;
  /** How far its clock is ahead of the world's, in milliseconds; negative: behind. */
  clockMs?: number;
}

/** Whose effect it is, how long it takes at most, in milliseconds, and who is told when a fault hits it. */
export interface Effect {
  readonly of: Living;
  /** What is asked: a store, a queue. */
  readonly service?: string;
  readonly ms: number;
  readonly onFault: () => void;
}

interface Turn {
  readonly of: Living;
  readonly at: number;
  readonly come: () => void;
}

/** How long a process stands still at most, in milliseconds. */
const LONGEST_FREEZE_MS = 400_000;

/** How long a service is throttled at most, in milliseconds. */
const LONGEST_THROTTLING_MS = 60_000;

/** By how much a clock is off at most, in milliseconds: as a rule, and once in so many times. */
const CLOCK_MS = 5_000;
const WRONG_CLOCK_MS = 3_600_000;
const WRONG_CLOCK_EVERY = 8;

/** The world. */
export class World {
  now = 1_800_000_000_000;
  /** Counts effects, so that one can be said to come after another within the same millisecond. */
  sequence = 0;
  faults: FaultRates;
  /** The most that two clocks have differed by until now, in milliseconds. */
  clockErrorMs = 0;
  /** Services that do nothing, with the time until then. */
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

  /** Does an effect when its turn comes, with the faults that chance draws. */
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

  /** Gives one of the effects whose time has come its turn; false where there is none. */
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

  /** When the next effect's time comes; undefined where none waits. */
  nextTurn(): number | undefined {
    const times = this.#waiting.filter(({ of }) => !of.ended).map(({ at }) => at);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Ends all that goes wrong: every clock is right, every service does what it is asked. */
  calm(): void {
    this.faults = NO_FAULTS;
    this.#throttled.clear();
  }

  /** Where nothing is to be drawn nothing is: the worlds of other faults stay what they are. */
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
