// The targets that fail, as this process knows them: all of them read every few seconds, as the flows are, and what it
// changes itself known at once. When they can't be read or written, deliveries go on: a circuit spares attempts, and
// must never be what keeps webhooks from being sent.

import type { TargetHealth } from "#core/delivery/target-health.ts";
import { isFresh } from "../is-fresh.ts";
import type { Now } from "../ports.ts";
import type { HealthChange, TargetHealths } from "./target-ports.ts";

/** How long what was read of failing targets is used, in milliseconds. */
const REFRESH_MS = 5_000;

/** What keeping track of failing targets needs. */
export interface FailingTargetsOptions {
  readonly healths: TargetHealths;
  readonly now: Now;
  /** Told of each change that this process makes. */
  readonly onChange: (target: string, change: HealthChange) => void;
  /** Told when healths can't be read or written. */
  readonly onError: (error: unknown) => void;
}

/** The targets that fail. */
export class FailingTargets {
  readonly #options: FailingTargetsOptions;
  #known = new Map<string, TargetHealth>();
  /** What changed here since the last reading began: it is newer than what that brings. */
  #changed = new Map<string, TargetHealth | undefined>();
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(options: FailingTargetsOptions) {
    this.#options = options;
  }

  /** The health of a target as it was at most a few seconds ago; undefined: nothing speaks against it. */
  async of(target: string): Promise<TargetHealth | undefined> {
    if (!isFresh(this.#readAt, REFRESH_MS, this.#options.now())) {
      this.#reading ??= this.#read();
      await this.#reading;
    }
    return this.#known.get(target);
  }

  /** Reads them anew when next asked. */
  expire(): void {
    this.#readAt = Number.NEGATIVE_INFINITY;
  }

  /** Whether a target is known to fail. */
  has(target: string): boolean {
    return this.#known.has(target);
  }

  /** Changes a health by a rule; undefined where that was not possible. */
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
