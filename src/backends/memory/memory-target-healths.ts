// The health of targets in memory, for one process. It is lost when the process ends.

import type { FailingTarget, HealthChange, TargetHealths } from "#app/targets/target-ports.ts";
import { isShared, type TargetHealth } from "#core/delivery/target-health.ts";

export class MemoryTargetHealths implements TargetHealths {
  readonly #healths: Map<string, TargetHealth>;

  /** @param known the health of targets at the start. */
  constructor(known: Iterable<readonly [string, TargetHealth]> = []) {
    this.#healths = new Map(known);
  }

  async failing(): Promise<readonly FailingTarget[]> {
    return [...this.#healths].filter(([, health]) => isShared(health)).map(([target, health]) => ({ target, health }));
  }

  async change(
    target: string,
    rule: (health: TargetHealth | undefined) => TargetHealth | undefined,
  ): Promise<HealthChange> {
    const before = this.#healths.get(target);
    const after = rule(before);
    if (after === undefined) this.#healths.delete(target);
    else this.#healths.set(target, after);
    return { before, after };
  }
}
