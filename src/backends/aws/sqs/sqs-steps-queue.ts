// Runs on their way to their next action. A run that is due within 15 minutes is a delayed message in the queue. A later one
// is stored in the waits table, and the sweeper sends it when it is due.

import { inParallel } from "#app/in-parallel.ts";
import type { Now } from "#app/ports.ts";
import type { StepsQueue } from "#app/runs/run-ports.ts";
import { deliveryId, deliveryKey } from "#core/delivery/delivery-id.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import type { DelayedMessage, DynamoDbDelayedMessages } from "../delays/dynamodb-delayed-messages.ts";
import { BatchingSender } from "./batching-sender.ts";
import { jsonBody, MAX_DELAY_SECONDS } from "./queue-message.ts";
import type { Queue } from "./send-messages.ts";
import { secondsUntil } from "./sqs-dispatch-queue.ts";

/** Where runs are stored until they are due. */
interface StepsQueues {
  /** The queue of runs that are due within 15 minutes. */
  readonly steps: Queue;
  readonly delayed: DynamoDbDelayedMessages;
  readonly now: Now;
  /**
   * How long a run may wait for others to share its call, in milliseconds.
   * @default 0
   */
  readonly batchingDelayMs?: number;
}

/** Rows written at once. */
const WRITES_AT_ONCE = 16;

/** The steps queue, on SQS and DynamoDB. */
export class SqsStepsQueue implements StepsQueue {
  readonly #queues: StepsQueues;
  readonly #steps: BatchingSender;

  constructor(queues: StepsQueues) {
    this.#queues = queues;
    this.#steps = new BatchingSender(queues.steps);
  }

  async send(runs: readonly RunMessage[]): Promise<void> {
    const { delayed, now, batchingDelayMs = 0 } = this.#queues;
    const sentAt = now();
    const timed = runs.map((run) => ({ run, delaySeconds: secondsUntil(run.due_at, sentAt) }));
    const soon = timed.filter(({ delaySeconds }) => delaySeconds <= MAX_DELAY_SECONDS);
    const later = timed.filter(({ delaySeconds }) => delaySeconds > MAX_DELAY_SECONDS);
    await Promise.all([
      this.#steps.send(
        // The group is the flow, so that one that wakes many runs at once delays no other.
        soon.map(({ run, delaySeconds }) => ({ body: jsonBody(run), group: run.flow_id, delaySeconds })),
        batchingDelayMs,
      ),
      inParallel(later, WRITES_AT_ONCE, ({ run }) => delayed.add(waitOf(run))),
    ]);
  }
}

/** Returns the row of a waiting run. Its id is the same for each copy of the run, so that a repeat writes the same row. */
function waitOf(run: RunMessage): DelayedMessage {
  const { event, flow_id, action_id, due_at } = run;
  return {
    id: deliveryId(deliveryKey(run)),
    queue: "steps",
    target: flow_id,
    message: jsonBody(run),
    dueAt: due_at,
    flowId: flow_id,
    actionId: action_id,
    eventId: event.id,
  };
}
