// The contract of every store of event dead letters.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EventsDeadLetters } from "#app/runs/run-ports.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import type { Problem } from "#core/problem.ts";
import { sampleEventMessage } from "./events-queue.contract.ts";

/** A dead letter as an operator finds it. */
export interface FoundLetter {
  readonly message: EventMessage;
  readonly reason: string;
  /** All its problems as one text. */
  readonly detail: string;
}

/** Empty dead letters, and a view of them. */
export interface OpenEventsDeadLetters {
  readonly deadLetters: EventsDeadLetters;
  letters(): Promise<readonly FoundLetter[]>;
  close(): Promise<void>;
}

const PROBLEMS: readonly Problem[] = [
  { rule: "event-invalid", pointer: "/profile", message: "The profile needs at least one identifier." },
  { rule: "event-invalid", pointer: "/time", message: "The time must be after the year 1990." },
];

/** Runs the suite against a backend. */
export function eventsDeadLettersContract(name: string, open: () => Promise<OpenEventsDeadLetters>): void {
  describe(`${name} as dead letters of events`, () => {
    let opened: OpenEventsDeadLetters;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    const letterOf = async (id: string): Promise<FoundLetter | undefined> =>
      (await opened.letters()).find(({ message }) => message.request_id === id);

    test("a dead letter holds the event as it arrived, and the reason", async () => {
      const message = sampleEventMessage({ request_id: "refused", body: '{"metric":1}' });
      await opened.deadLetters.send({ message, reason: "event-invalid", problems: PROBLEMS });
      const letter = await letterOf("refused");
      expect(letter).toMatchObject({ message, reason: "event-invalid" });
      for (const { pointer, message: words } of PROBLEMS) {
        expect(letter?.detail).toContain(pointer);
        expect(letter?.detail).toContain(words);
      }
    });

    test("a dead letter may have a reason and no problems", async () => {
      const message = sampleEventMessage({ request_id: "unexplained" });
      await opened.deadLetters.send({ message, reason: "event-invalid", problems: [] });
      expect(await letterOf("unexplained")).toMatchObject({ message, reason: "event-invalid" });
    });

    test("a dead letter with more problems than fit is stored with the first of them", async () => {
      const message = sampleEventMessage({ request_id: "very-wrong" });
      const problems = Array.from({ length: 5_000 }, (_, index) => ({
        rule: "event-invalid",
        pointer: `/properties/${index}`,
        message: "The text holds \u0000 and 😀.",
      }));
      await opened.deadLetters.send({ message, reason: "event-invalid", problems });
      expect((await letterOf("very-wrong"))?.detail).toContain("/properties/0");
    });
  });
}
