// Caches the targets that fail: all of them are read every few seconds, and changes by this process count at once. If they
// can't be read or written, deliveries continue: a circuit spares attempts, and must never stop webhooks from being sent.

import type { TargetHealth } from "#core/delivery/target-health.ts";
import { isFresh } from "../is-fresh.ts";
import type { Now } from "../ports.ts";
import type { HealthChange, TargetHealths } from "./target-ports.ts";

/** How long a read of the failing targets is cached, in milliseconds. */
const REFRESH_MS = 5_000;

/** The ports of failing targets. */
export interface FailingTargetsOptions {
  readonly healths: TargetHealths;
  readonly now: Now;
  /** Called with each change that this process makes. */
  readonly onChange: (target: string, change: HealthChange) => void;
  /** Called if healths can't be read or written. */
  readonly onError: (error: unknown) => void;
}

export class FailingTargets {
  readonly #options: FailingTargetsOptions;
  #known = new Map<string, TargetHealth>();
  /** Changes since the last read began. They are newer than its result. */
  #changed = new Map<string, TargetHealth | undefined>();
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(options: FailingTargetsOptions) {
    this.#options = options;
  }

  /** Returns the health of a target, at most a few seconds old; undefined if the target is healthy. */
  async of(target: string): Promise<TargetHealth | undefined> {
    if (!isFresh(this.#readAt, REFRESH_MS, this.#options.now())) {
      this.#reading ??= this.#read();
      await this.#reading;
    }
    return this.#known.get(target);
  }

  /** Makes the next call read again. */
  expire(): void {
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  /** Returns whether a target is known to fail. */
  has(target: string): boolean {
    return this.#known.has(target);
  }

  /** Changes a health by a rule; resolves with undefined if the store failed. */
  async change(
    target: string,
    rule: (health: TargetHealth | undefined) => TargetHealth | undefined,
  ): Promise<HealthChange | undefined> {
    const { healths, onChange, onError } = this.#options;
    try {
      const change = await healths.change(target, rule);
      this.#changed.set(target, change.after);
      this.#keep(target, change.after);
      onChange(target, change);
      return change;
    } catch (error) {
      onError(error);
      return undefined;
    }
  }

  async #read(): Promise<void> {
    const { healths, now, onError } = this.#options;
    const startedAt = now();
    this.#changed = new Map();
    try {
      const failing = await healths.failing();
      this.#known = new Map(failing.map(({ target, health }) => [target, health]));
      for (const [target, health] of this.#changed) this.#keep(target, health);
    } catch (error) {
      onError(error);
    } finally {
      this.#readAt = startedAt;
      this.#reading = undefined;
    }
  }

  #keep(target: string, health: TargetHealth | undefined): void {
    if (health === undefined) this.#known.delete(target);
    else this.#known.set(target, health);
  }
}
