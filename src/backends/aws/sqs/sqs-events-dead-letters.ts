// Events that could not be processed. The message is unchanged except for two more attributes, so that an operator can read
// it in the console, and move it back to the events queue once the cause is fixed.

import type { EventDeadLetter, EventsDeadLetters } from "#app/runs/run-ports.ts";
import type { Problem } from "#core/problem.ts";
import { BatchingSender } from "./batching-sender.ts";
import { eventQueueMessage } from "./event-attributes.ts";
import type { Queue } from "./send-messages.ts";

/** The limit on `detail`, in characters: enough for a dozen problems, and small compared with the body. */
export const MAX_DETAIL_LENGTH = 1_000;

/** The dead letters of events, on SQS. */
export class SqsEventsDeadLetters implements EventsDeadLetters {
  readonly #letters: BatchingSender;

  constructor(queue: Queue) {
    this.#letters = new BatchingSender(queue);
  }

  async send({ message, reason, problems }: EventDeadLetter): Promise<void> {
    const { attributes, ...rest } = eventQueueMessage(message);
    const letter = { ...rest, attributes: { ...attributes, reason, detail: describeProblems(problems) } };
    await this.#letters.send([letter], 0);
  }
}

/** Returns problems as one text, each with its pointer. */
export function describeProblems(problems: readonly Problem[]): string {
  const all = problems.map(({ pointer, message }) => (pointer === "" ? message : `${pointer}: ${message}`)).join(" ");
  // Array.from splits by code points, so no surrogate pair is cut in half.
  return all.length <= MAX_DETAIL_LENGTH
    ? all
    : `${Array.from(all)
        .slice(0, MAX_DETAIL_LENGTH - 1)
        .join("")}…`;
}
