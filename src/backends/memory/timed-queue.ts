// Delayed messages in memory. Messages that are due at the same time are taken in the order in which they were added.

interface Waiting<Message> {
  readonly message: Message;
  readonly dueAt: number;
}

/** A queue for one worker; the caller passes the time. Times are milliseconds since 1970. */
export class TimedQueue<Message> {
  /** Ordered by due time. */
  readonly #waiting: Waiting<Message>[] = [];

  /** Adds a message that is due at `dueAt`, or at once if that has passed. */
  add(message: Message, dueAt: number): void {
    const after = this.#waiting.findLastIndex((waiting) => waiting.dueAt <= dueAt);
    this.#waiting.splice(after + 1, 0, { message, dueAt });
  }

  /** All messages, by their due times. */
  get messages(): readonly Message[] {
    return this.#waiting.map(({ message }) => message);
  }

  /** The due time of the next message; undefined if the queue is empty. */
  nextDue(): number | undefined {
    return this.#waiting[0]?.dueAt;
  }

  /** Takes the next message that is due at `now`. */
  take(now: number): Message | undefined {
    const next = this.#waiting[0];
    if (next === undefined || next.dueAt > now) return undefined;
    this.#waiting.shift();
    return next.message;
  }
}
