// The dispatch queue inside one process. A delivery that is due now is made at once, in memory: its event's row stays until the
// delivery is settled, so nothing is written for it. A delivery that is due later, or that exceeds the room in memory for all
// targets or for its own (lanes.ts), waits in the file.

import type { DatabaseSync } from "node:sqlite";
import type { DelayedDispatches, Dispatch, DispatchQueue } from "#app/delivery/delivery-ports.ts";
import type { Now } from "#app/ports.ts";
import { deliveryId, deliveryKey } from "#core/delivery/delivery-id.ts";
import { LONGEST_HOLD_MS } from "#core/delivery/target-health.ts";
import { deliveryMessageSchema } from "#core/messages/delivery-message.ts";
import { parseJson } from "#core/parse-json.ts";
import { type DueWork, RETURN_DELAY_MS } from "./due-work.ts";
import type { GroupCommit } from "./group-commit.ts";
import type { LaneTable } from "./lane-backlog.ts";

/** The table of deliveries that wait; one row an attempt. */
export const DELAYED_DISPATCHES: LaneTable<Dispatch> = {
  name: "dispatches",
  columns: ["target", "message"],
  laneColumn: "target",
  // An attempt that waits once more is another wait: the row of the one before is there until it is stored.
  idOf: ({ message }) => {
    const { round, attempt, waiting } = message;
    return `${deliveryId(deliveryKey(message))}#${round}.${attempt}${waiting ? `~${waiting.times}` : ""}`;
  },
  startOf: ({ message }) => message.started_at,
  toColumns: ({ target, message }) => ({ target, message: JSON.stringify(message) }),
  toItem: (row) => ({
    target: String(row["target"]),
    message: deliveryMessageSchema.parse(parseJson(String(row["message"]))),
  }),
};

/** The dispatch queue of the embedded process; `work` makes the attempts. */
export class EmbeddedDispatchQueue implements DispatchQueue, DelayedDispatches {
  readonly #work: DueWork<Dispatch>;
  readonly #now: Now;

  constructor(work: DueWork<Dispatch>, now: Now) {
    this.#work = work;
    this.#now = now;
  }

  async send(deliveries: readonly Dispatch[]): Promise<void> {
    await Promise.all(deliveries.map((delivery) => this.#sendOne(delivery)));
  }

  async sendLater(delivery: Dispatch, dueAt: number): Promise<void> {
    await this.#work.add([{ item: delivery, dueAt }]);
  }

  async #sendOne(delivery: Dispatch): Promise<void> {
    if (!this.#work.hasRoomFor(delivery)) return this.sendLater(delivery, this.#now());
    const worked = await this.#work.workOn(delivery, 0);
    if (worked === "held") await this.sendLater(delivery, this.#now() + RETURN_DELAY_MS);
  }
}

/**
 * Makes the deliveries due now that wait until the circuit of their target closes. Their due times were spread over minutes,
 * because it was unknown when the target would work again. The index of due times finds them, because no delivery waits for
 * longer than LONGEST_HOLD_MS. A delivery with a slot under a limit keeps it, and a retry keeps the time of its schedule.
 */
export async function hurryWaiting(
  database: DatabaseSync,
  commit: GroupCommit,
  { target, now }: { readonly target: string; readonly now: number },
): Promise<void> {
  const hurry = database.prepare(
    `UPDATE dispatches SET due_at = ? WHERE taken = 0 AND due_at > ? AND due_at <= ? AND target = ?
       AND json_extract(message, '$.waiting') IS NOT NULL AND json_extract(message, '$.waiting.slot') IS NULL`,
  );
  await commit.write(() => hurry.run(now, now, now + LONGEST_HOLD_MS, target));
}
