// Sends messages that come one at a time, as those of concurrent deliveries and runs do, in calls of up to ten. SQS bills
// calls and not messages: each 64 KB of a call is one request (https://aws.amazon.com/sqs/pricing/).

import { MAX_BATCH_MESSAGES, type QueueMessage } from "./queue-message.ts";
import { type Queue, sendEach, sendingError } from "./send-messages.ts";

/** Messages that wait for their call, and the promise of the caller that sends them. */
interface PendingSend {
  readonly messages: readonly QueueMessage[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Sends messages to one queue, and shares its calls between concurrent callers. */
export class BatchingSender {
  readonly #queue: Queue;
  #pending: PendingSend[] = [];
  #count = 0;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;

  constructor(queue: Queue) {
    this.#queue = queue;
  }

  /**
   * Sends messages. Resolves when SQS has stored all of them; rejects when it may not have stored one, whatever becomes of the
   * messages of other callers.
   * @param delayMs how long the messages may wait for others, in milliseconds; 0 ends the wait with this turn of the event loop.
   */
  send(messages: readonly QueueMessage[], delayMs: number): Promise<void> {
    if (messages.length === 0) return Promise.resolve();
    const sent = new Promise<void>((resolve, reject) => this.#pending.push({ messages, resolve, reject }));
    this.#count += messages.length;
    if (delayMs === 0 || this.#count >= MAX_BATCH_MESSAGES) this.#immediate ??= setImmediate(() => this.#flush());
    else this.#timer ??= setTimeout(() => this.#flush(), delayMs);
    return sent;
  }

  #flush(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    const pending = this.#pending;
    [this.#pending, this.#count, this.#timer, this.#immediate] = [[], 0, undefined, undefined];
    void this.#sendAll(pending);
  }

  async #sendAll(pending: readonly PendingSend[]): Promise<void> {
    try {
      const notSent = await sendEach(
        this.#queue,
        pending.flatMap(({ messages }) => messages),
      );
      for (const { messages, resolve, reject } of pending) {
        const failures = messages.flatMap((message) => notSent.get(message) ?? []);
        if (failures.length === 0) resolve();
        else reject(sendingError(failures, messages.length));
      }
    } catch (error) {
      for (const { reject } of pending) reject(error);
    }
  }
}
