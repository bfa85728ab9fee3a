// The steps queue inside one process. Every run waits in the file, also one that is due already, and is taken from there.

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
