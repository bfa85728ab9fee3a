// The contract of every events queue.

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MAX_EVENT_BYTES } from "#core/event/limits.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { NOON } from "#support/delivery-samples.ts";
import { incompressibleText } from "#support/incompressible-text.ts";

/**
 * Where events wait for the matcher. Only tests send through this interface: API Gateway writes to SQS itself, and the
 * embedded process reads the row that it stored.
 */
export interface EventsQueue {
  /** Resolves once the event is durable. */
  send(message: EventMessage): Promise<void>;
}

/** An empty queue, and a view of its messages. */
export interface OpenEventsQueue {
  readonly queue: EventsQueue;
  /** Everything that was sent, in any order. */
  sent(): Promise<readonly EventMessage[]>;
  close(): Promise<void>;
}

/** An event as ingest sends it. */
export function sampleEventMessage(changes: Partial<EventMessage> = {}): EventMessage {
  const body = {
    metric: "Placed Order",
    profile: { email: "zoë@example.com" },
    properties: { Note: "漢字 \u0007 \u2028" },
  };
  return {
    v: 1,
    format: "plain",
    request_id: "JKJaXmPLvHcESHA=",
    received_at: NOON,
    key_id: "ingest",
    body: JSON.stringify(body),
    ...changes,
  };
}

/** Runs the suite against a backend. */
export function eventsQueueContract(name: string, open: () => Promise<OpenEventsQueue>): void {
  describe(`${name} as an events queue`, () => {
    let opened: OpenEventsQueue;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    test("an event arrives as it was sent", async () => {
      const message = sampleEventMessage({ request_id: "as-it-was" });
      await opened.queue.send(message);
      expect(await opened.sent()).toContainEqual(message);
    });

    test("an event keeps the headers that its format reads, with any character", async () => {
      const headers = { "ce-id": "1", "ce-subject": 'zoë "漢字" \u2028 \uffff' };
      const message = sampleEventMessage({ request_id: "with-headers", headers });
      await opened.queue.send(message);
      expect(await opened.sent()).toContainEqual(message);
    });

    test("an event of the largest size arrives whole", async () => {
      const body = JSON.stringify({ notes: incompressibleText(MAX_EVENT_BYTES - 20, 1) });
      const message = sampleEventMessage({ request_id: "largest", body });
      await opened.queue.send(message);
      expect(await opened.sent()).toContainEqual(message);
    });

    test("a body that is not an event arrives too: the matcher judges it later", async () => {
      const message = sampleEventMessage({ request_id: "no-event", body: "<order/>" });
      await opened.queue.send(message);
      expect(await opened.sent()).toContainEqual(message);
    });

    test("every character that JSON may hold arrives as the same JSON", async () => {
      const value = { note: "\uFFFE\uFFFF\uFFFD\u007F\uD7FF\uE000" };
      await opened.queue.send(sampleEventMessage({ request_id: "characters", body: JSON.stringify(value) }));
      const sent = (await opened.sent()).find(({ request_id }) => request_id === "characters");
      expect(JSON.parse(sent?.body ?? "")).toEqual(value);
    });

    test("events sent at the same time all arrive", async () => {
      const ids = Array.from({ length: 25 }, (_, index) => `at-once-${index}`);
      await Promise.all(ids.map((id) => opened.queue.send(sampleEventMessage({ request_id: id }))));
      const sent = (await opened.sent()).map(({ request_id }) => request_id);
      expect(sent).toEqual(expect.arrayContaining(ids));
    });
  });
}
