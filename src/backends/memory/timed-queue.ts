// Messages that wait for their time, in memory. What is due at the same time is taken in the order in which it came.

interface Waiting<Message> {
  readonly message: Message;
  readonly dueAt: number;
}

/** A queue for one worker, whose clock is its user's. Times are milliseconds since 1970. */
export class TimedQueue<Message> {
  /** By time. */
  readonly #waiting: Waiting<Message>[] = [];

  /** Adds a message that is due at `dueAt`, or at once if that has passed. */
  add(message: Message, dueAt: number): void {
    const after = this.#waiting.findLastIndex((waiting) => waiting.dueAt <= dueAt);
    this.#waiting.splice(after + 1, 0, { message, dueAt });
  }

  /** All that wait, by their times. */
  get messages(): readonly Message[] {
    return this.#waiting.map(({ message }) => message);
  }

  /** When the next message is due; undefined where none waits. */
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
