// The deliveries that wait until the circuit of their target closes. A person who closes it wants them sent now. Their due times
// were spread over minutes, because it was unknown when the target would work again.

import type { DatabaseSync } from "node:sqlite";
import { LONGEST_HOLD_MS } from "#core/delivery/target-health.ts";
import type { GroupCommit } from "./group-commit.ts";

/**
 * Makes them due now. Found by the index of due times: none waits for longer than LONGEST_HOLD_MS. A delivery that waits for
 * its moment under a limit keeps it, and a retry keeps the time of its schedule.
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
