import { expect, test } from "vitest";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import type { MatchingPorts } from "#app/runs/match-events.ts";
import { NO_SOURCES } from "#app/sources/source-catalogue.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { toRecord } from "#support/aws/sqs-record.ts";
import { eventWork } from "../../../lambdas/matcher/event-work.ts";

const ATTRIBUTES = { v: "1", format: "plain", request_id: "r1", received_at: "1763950000123", key_id: "key_1" };

const unavailable: MatchingPorts = {
  catalogue: { current: () => Promise.reject(new Error("no catalogue")) },
  dispatchQueue: { send: () => Promise.resolve() },
  stepsQueue: { send: () => Promise.resolve() },
  profiles: {
    record: () => Promise.resolve(),
    history: () => Promise.resolve([]),
    enter: () => Promise.resolve(true),
    lastEntry: () => Promise.resolve(undefined),
  },
  organizationZone: "UTC",
  sources: NO_SOURCES,
  eventsDeadLetters: { send: () => Promise.resolve() },
  sha256Hex: (text) => text,
};

test("a record of the events queue is read as the event message that ingest sent", () => {
  const work = eventWork(unavailable, () => Promise.resolve());
  expect(work.decode(toRecord({ body: "{}", attributes: ATTRIBUTES }))).toEqual({
    ok: true,
    message: { v: 1, format: "plain", request_id: "r1", received_at: 1_763_950_000_123, key_id: "key_1", body: "{}" },
  });
});

test("a batch without a catalogue fails as a whole, which differs from no match", async () => {
  const work = eventWork(unavailable, () => Promise.resolve());
  const message: EventMessage = { v: 1, format: "plain", request_id: "r", received_at: 1, key_id: "k", body: "{}" };
  const failed = new Error("no catalogue");
  expect(await work.work([message])).toEqual([{ failed }]);
  expect(await work.work([message, message])).toEqual([{ failed }, { failed }]);
});

test("if a batch fails, only the event that cannot be matched fails in the second try", async () => {
  const failed = new Error("too large for the table");
  const letters: string[] = [];
  const work = eventWork(
    {
      ...unavailable,
      catalogue: { current: () => Promise.resolve(compileCatalogue("1", [])) },
      // None of the three is an event, and the dead letter of the second cannot be sent.
      eventsDeadLetters: {
        async send({ message: { request_id } }) {
          if (request_id === "b") throw failed;
          letters.push(request_id);
        },
      },
    },
    () => Promise.resolve(),
  );
  const message = { v: 1, format: "plain", received_at: 1, key_id: "k", body: "no JSON" } as const;
  const messages = ["a", "b", "c"].map((request_id): EventMessage => ({ ...message, request_id }));
  expect(await work.work(messages)).toEqual(["done", { failed }, "done"]);
  // Two were sent twice: with the batch, and alone after the batch had failed.
  expect(letters).toEqual(["a", "c", "a", "c"]);
});

test("every event of a matched batch is done", async () => {
  const sent: unknown[] = [];
  const work = eventWork(
    {
      ...unavailable,
      catalogue: { current: () => Promise.resolve(compileCatalogue("1", [])) },
      eventsDeadLetters: { send: (letter) => Promise.resolve(void sent.push(letter)) },
    },
    () => Promise.resolve(),
  );
  const message: EventMessage = {
    v: 1,
    format: "plain",
    request_id: "r",
    received_at: 1,
    key_id: "k",
    body: "no JSON",
  };
  expect(await work.work([message, message])).toEqual(["done", "done"]);
  expect(sent).toHaveLength(2);
});
