// The way of runs to their next actions inside one process: each waits in the file, also when it is due already, and is
// handed over from there.

import type { StepsQueue } from "#app/runs/run-ports.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import type { DueWork } from "./due-work.ts";

/** The steps queue of the embedded process; `work` advances the runs. */
export class EmbeddedStepsQueue implements StepsQueue {
  readonly #work: DueWork<RunMessage>;

  constructor(work: DueWork<RunMessage>) {
    this.#work = work;
  }

  async send(runs: readonly RunMessage[]): Promise<void> {
    await this.#work.add(runs.map((run) => ({ item: run, dueAt: run.due_at })));
  }
}
