// Shares permits among lanes. Each target is a lane, and a lane may have as many items in progress as there are free permits:
// one greedy lane alone gets half of all permits, n greedy lanes get an n+1st each. Some permits are reserved for lanes with few
// items in progress, because slow lanes that fill up one after the other would leave fewer and fewer. So a slow target does not
// starve the others, and a fast busy target is not limited while the others are idle.

/** One permit of this many is reserved. */
const KEPT_SHARE = 8;

/** A lane with at most one item in progress per this many free permits may use reserved ones too, and always one. */
const MODEST_SHARE = 16;

/** The permits, and who has them. */
export class Lanes {
  readonly #permits: number;
  readonly #kept: number;
  readonly #most: (lane: string) => number | undefined;
  readonly #active = new Map<string, number>();
  #total = 0;

  /**
   * @param permits for all lanes together.
   * @param most that a lane may have whatever is left, where something says so.
   */
  constructor(permits: number, most: (lane: string) => number | undefined = () => undefined) {
    this.#permits = permits;
    this.#kept = Math.floor(permits / KEPT_SHARE);
    this.#most = most;
  }

  /** How many permits a lane may take now. */
  roomFor(lane: string): number {
    const active = this.activeOf(lane);
    const left = this.#permits - this.#total;
    // Each permit that it takes is one permit less that is left.
    const share = Math.floor((left - this.#kept - active + 1) / 2);
    const modest = left > 0 ? Math.max(1, Math.floor(left / MODEST_SHARE)) - active : 0;
    const most = (this.#most(lane) ?? Number.POSITIVE_INFINITY) - active;
    return Math.max(0, Math.min(Math.max(share, modest), most));
  }

  /** How many permits a lane has. */
  activeOf(lane: string): number {
    return this.#active.get(lane) ?? 0;
  }

  enter(lane: string): void {
    this.#active.set(lane, this.activeOf(lane) + 1);
    this.#total += 1;
  }

  leave(lane: string): void {
    const active = this.activeOf(lane) - 1;
    if (active > 0) this.#active.set(lane, active);
    else this.#active.delete(lane);
    this.#total -= 1;
  }
}
