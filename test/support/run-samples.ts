// Runs for the contract suites.

import type { RunMessage } from "#core/messages/run-message.ts";
import { NOON, sampleEvent } from "./delivery-samples.ts";

/** A run that has waited for its next action since NOON, with `changes`. */
export function sampleRun(changes: Partial<RunMessage> = {}): RunMessage {
  return {
    v: 1,
    kind: "run",
    event: sampleEvent(),
    flow_id: "abandoned-checkout",
    action_id: "send-reminder",
    started_at: NOON - 5_000,
    due_at: NOON,
    ...changes,
  };
}
