// SQS with the player's clock: the client of AWS's own package, answered in this process, and queues that delay a message
// for the requested time.

import { type SendMessageBatchCommandInput, SQSClient } from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import type { Queue } from "#backends/aws/sqs/send-messages.ts";
import { TimedQueue } from "#backends/memory/timed-queue.ts";
import type { SimulatedClock } from "#cli/flow-tests/playground.ts";
import { localClient } from "./dynamodb-emulator.ts";
import { toRecord } from "./sqs-record.ts";

/** Queues by their names. */
export class SimulatedSqs {
  readonly #clock: SimulatedClock;
  readonly #client = new SQSClient(localClient(0));
  readonly #queues = new Map<string, TimedQueue<SQSRecord>>();

  constructor(clock: SimulatedClock) {
    this.#clock = clock;
    this.#client.middlewareStack.add(
      (_next, { commandName }) =>
        async ({ input }) => {
          if (commandName !== "SendMessageBatchCommand") throw new Error(`${commandName} is not simulated`);
          // The command of this name has this input.
          this.#accept(input as SendMessageBatchCommandInput);
          return { output: { Successful: [], Failed: [], $metadata: {} }, response: {} };
        },
      { step: "initialize", name: "answerHere" },
    );
  }

  /** A queue, as its senders know it. */
  queue(name: string): Queue {
    return { client: this.#client, url: name };
  }

  /** Takes a message that can be received now, as Lambda hands it over. */
  take(name: string): SQSRecord | undefined {
    return this.#queueOf(name).take(this.#clock.now);
  }

  /** When the next message of one of these queues can be received; infinity if they are empty. */
  nextDue(names: readonly string[]): number {
    return Math.min(...names.map((name) => this.#queueOf(name).nextDue() ?? Number.POSITIVE_INFINITY));
  }

  close(): void {
    this.#client.destroy();
  }

  #accept({ QueueUrl = "", Entries = [] }: SendMessageBatchCommandInput): void {
    for (const { MessageBody = "", MessageAttributes = {}, MessageGroupId, DelaySeconds = 0 } of Entries) {
      const texts = Object.entries(MessageAttributes).map(([name, { StringValue = "" }]) => [name, StringValue]);
      const record = toRecord({ body: MessageBody, attributes: Object.fromEntries(texts), group: MessageGroupId });
      this.#queueOf(QueueUrl).add(record, this.#clock.now + DelaySeconds * 1_000);
    }
  }

  #queueOf(name: string): TimedQueue<SQSRecord> {
    const queue = this.#queues.get(name) ?? new TimedQueue<SQSRecord>();
    this.#queues.set(name, queue);
    return queue;
  }
}
