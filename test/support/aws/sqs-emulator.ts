// SQS for tests, in this process and in memory. The emulator drops the message group of a standard queue, so the
// requests are recorded in addition to the messages.

import { PurgeQueueCommand, type SendMessageBatchCommandInput, SQSClient } from "@aws-sdk/client-sqs";
import { startFauxqs } from "fauxqs";
import { eventQueueMessage } from "#backends/aws/sqs/event-attributes.ts";
import { type Queue, sendMessages } from "#backends/aws/sqs/send-messages.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import type { EventsQueue } from "../../contracts/events-queue.contract.ts";
import { localClient } from "./dynamodb-emulator.ts";
import type { HeldMessage } from "./sqs-record.ts";

/** An emulator of SQS. */
export interface SqsEmulator {
  readonly client: SQSClient;
  /** A queue, made when it is first asked for. */
  queue(name: string): Queue;
  /** The messages in a queue. */
  held(name: string): HeldMessage[];
  /** Removes and returns the messages in a queue. */
  take(name: string): Promise<HeldMessage[]>;
  /** The calls that sent something, in their order. */
  readonly calls: SendMessageBatchCommandInput[];
  close(): Promise<void>;
}

/** Starts an emulator on a free port. */
export async function startSqs(): Promise<SqsEmulator> {
  const server = await startFauxqs({ port: 0, logger: false });
  const client = new SQSClient(localClient(server.port));
  const calls: SendMessageBatchCommandInput[] = [];
  const groups = new Map<string, string>();
  client.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName === "SendMessageBatchCommand") {
        // The command of this name has this input.
        const input = args.input as SendMessageBatchCommandInput;
        calls.push(input);
        for (const { MessageBody = "", MessageGroupId = "" } of input.Entries ?? [])
          groups.set(MessageBody, MessageGroupId);
      }
      return next(args);
    },
    { step: "initialize", name: "keepCalls" },
  );
  const urls = new Map<string, string>();
  const queue = (name: string): Queue => {
    const url = urls.get(name) ?? server.createQueue(name).queueUrl;
    urls.set(name, url);
    return { client, url };
  };
  const held = (name: string): HeldMessage[] => {
    const { ready = [], delayed = [] } = server.inspectQueue(name)?.messages ?? {};
    return [...ready, ...delayed].map(({ body, messageAttributes, sentTimestamp, delayUntil }) => ({
      body,
      attributes: Object.fromEntries(
        Object.entries(messageAttributes).map(([key, value]) => [key, value.StringValue ?? ""]),
      ),
      group: groups.get(body),
      delaySeconds: delayUntil === undefined ? 0 : (delayUntil - sentTimestamp) / 1_000,
    }));
  };
  return {
    client,
    calls,
    held,
    async take(name) {
      const taken = held(name);
      await client.send(new PurgeQueueCommand({ QueueUrl: queue(name).url }));
      return taken;
    },
    queue,
    async close() {
      client.destroy();
      await server.stop();
    },
  };
}

/** An events queue that sends from the test: on AWS, API Gateway writes the same message to SQS itself. */
export class SqsEventsQueue implements EventsQueue {
  readonly #queue: Queue;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  async send(message: EventMessage): Promise<void> {
    await sendMessages(this.#queue, [eventQueueMessage(message)]);
  }
}
