// The flow runner's work on the messages of the steps queue.

import { advanceRun } from "#app/runs/advance-run.ts";
import type { RunPorts } from "#app/runs/run-ports.ts";
import { eachMessage } from "#backends/aws/sqs/each-message.ts";
import type { QueueWork } from "#backends/aws/sqs/sqs-batch.ts";
import { type RunMessage, runMessageSchema } from "#core/messages/run-message.ts";

/** The longest that a step can take, in milliseconds: a few calls to AWS, which end within a few seconds (clients.ts). */
const LONGEST_MS = 20_000;

/** The flow runner's work. `refuse` takes records that hold no run. */
export function runWork(ports: RunPorts, refuse: QueueWork<RunMessage>["refuse"]): QueueWork<RunMessage> {
  const process = (message: RunMessage) => advanceRun(ports, message);
  return eachMessage(runMessageSchema, { refuse, longestMs: LONGEST_MS, process });
}
