// Events that could not be processed. The message stays as it came and gets two attributes more, so that it can be read
// in the console, and moved back to the events queue from there once what was wrong is mended.

import type { EventDeadLetter, EventsDeadLetters } from "#app/runs/run-ports.ts";
import type { Problem } from "#core/problem.ts";
import { BatchingSender } from "./batching-sender.ts";
import { eventQueueMessage } from "./event-attributes.ts";
import type { Queue } from "./send-messages.ts";

/** Longest `detail`, in characters: enough for a dozen problems, small beside the body. */
export const MAX_DETAIL_LENGTH = 1_000;

/** The events' dead letters on SQS. */
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

/** Problems in one text: each with its place. */
export function describeProblems(problems: readonly Problem[]): string {
  const all = problems.map(({ pointer, message }) => (pointer === "" ? message : `${pointer}: ${message}`)).join(" ");
  // By characters, not by halves of them.
  return all.length <= MAX_DETAIL_LENGTH
    ? all
    : `${Array.from(all)
        .slice(0, MAX_DETAIL_LENGTH - 1)
        .join("")}…`;
}
