// What the flow runner does with the messages of the steps queue: each for itself, at the same time, so that one that
// fails takes no other along.

import { advanceRun } from "#app/runs/advance-run.ts";
import type { RunPorts } from "#app/runs/run-ports.ts";
import { decodeRunRecord } from "#backends/aws/sqs/decode-run-record.ts";
import type { QueueWork, Worked } from "#backends/aws/sqs/sqs-batch.ts";
import type { RunMessage } from "#core/messages/run-message.ts";

/** The longest that a step can take, in milliseconds: a few calls to AWS, which end within a few seconds (clients.ts). */
const LONGEST_MS = 20_000;

/** The flow runner's work. `refuse` takes what is no run at all. */
export function runWork(ports: RunPorts, refuse: QueueWork<RunMessage>["refuse"]): QueueWork<RunMessage> {
  return {
    decode: decodeRunRecord,
    refuse,
    longestMs: LONGEST_MS,
    work: (messages) => Promise.all(messages.map((message) => advanceOne(ports, message))),
  };
}

async function advanceOne(ports: RunPorts, message: RunMessage): Promise<Worked> {
  try {
    return await advanceRun(ports, message);
  } catch (failed) {
    return { failed };
  }
}
