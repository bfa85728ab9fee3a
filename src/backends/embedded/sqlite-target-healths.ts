// The health of targets in the embedded process. It is in memory, because one process alone sends. Open circuits are also in the
// file, so that a restart does not repeat the failures.

import type { DatabaseSync } from "node:sqlite";
import type { FailingTarget, HealthChange, TargetHealths } from "#app/targets/target-ports.ts";
import { MemoryTargetHealths } from "#backends/memory/memory-target-healths.ts";
import type { TargetHealth } from "#core/delivery/target-health.ts";
import type { GroupCommit } from "./group-commit.ts";

export class SqliteTargetHealths implements TargetHealths {
  readonly #memory: MemoryTargetHealths;
  readonly #commit: GroupCommit;
  readonly #onError: (error: unknown) => void;
  readonly #put;
  readonly #remove;

  /** `onError` is called if a circuit could not be written. The circuit stays open in memory until the process ends. */
  constructor(database: DatabaseSync, commit: GroupCommit, onError: (error: unknown) => void) {
    this.#commit = commit;
    this.#onError = onError;
    this.#put = database.prepare("INSERT OR REPLACE INTO targets (target, health) VALUES (?, ?)");
    this.#remove = database.prepare("DELETE FROM targets WHERE target = ?");
    const rows = database.prepare("SELECT target, health FROM targets").all();
    // Written by this class alone.
    this.#memory = new MemoryTargetHealths(
      rows.map((row) => [String(row["target"]), JSON.parse(String(row["health"]))]),
    );
  }

  failing(): Promise<readonly FailingTarget[]> {
    return this.#memory.failing();
  }

  async change(
    target: string,
    rule: (health: TargetHealth | undefined) => TargetHealth | undefined,
  ): Promise<HealthChange> {
    const change = await this.#memory.change(target, rule);
    if (change.before?.circuit !== change.after?.circuit) this.#write(target, change.after);
    return change;
  }

  /** Lazy, because a process that lost a circuit in a crash opens it again after the next failures. */
  #write(target: string, health: TargetHealth | undefined): void {
    const written = this.#commit.writeLazily(() => {
      if (health?.circuit) this.#put.run(target, JSON.stringify(health));
      else this.#remove.run(target);
    });
    written.catch(this.#onError);
  }
}
