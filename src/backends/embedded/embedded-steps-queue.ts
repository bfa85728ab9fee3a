// The steps queue inside one process. Every run waits in the file, also one that is due already, and is taken from there.

import type { StepsQueue } from "#app/runs/run-ports.ts";
import { deliveryId, deliveryKey } from "#core/delivery/delivery-id.ts";
import { type RunMessage, runMessageSchema } from "#core/messages/run-message.ts";
import { parseJson } from "#core/parse-json.ts";
import type { DueWork } from "./due-work.ts";
import type { DelayedTable } from "./sqlite-delayed-messages.ts";

/** The table of runs that wait; one row for each event, flow and action. */
export const DELAYED_RUNS: DelayedTable<RunMessage> = {
  name: "run_waits",
  columns: ["flow_id", "action_id", "message"],
  idOf: (run) => deliveryId(deliveryKey(run)),
  startOf: ({ started_at }) => started_at,
  toColumns: (run) => ({ flow_id: run.flow_id, action_id: run.action_id, message: JSON.stringify(run) }),
  toItem: (row) => runMessageSchema.parse(parseJson(String(row["message"]))),
};

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
