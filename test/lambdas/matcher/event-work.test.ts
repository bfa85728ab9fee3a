import { expect, test } from "vitest";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import type { MatchingPorts } from "#app/match-events.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { eventWork } from "../../../lambdas/matcher/event-work.ts";
import { record } from "../record.ts";

const ATTRIBUTES = { v: "1", format: "plain", request_id: "r1", received_at: "1763950000123", key_id: "key_1" };

const unavailable: MatchingPorts = {
  catalogue: { current: () => Promise.reject(new Error("no catalogue")) },
  dispatchQueue: { send: () => Promise.resolve(), sendLater: () => Promise.resolve() },
  stepsQueue: { send: () => Promise.resolve() },
  profiles: {
    record: () => Promise.resolve(),
    history: () => Promise.resolve([]),
    enter: () => Promise.resolve(true),
    lastEntry: () => Promise.resolve(undefined),
  },
  organizationZone: "UTC",
  eventsDeadLetters: { send: () => Promise.resolve() },
  sha256Hex: (text) => text,
};

test("a record of the events queue is read as the event message that ingest put there", () => {
  const work = eventWork(unavailable, () => Promise.resolve());
  expect(work.decode(record("{}", ATTRIBUTES))).toEqual({
    ok: true,
    message: { v: 1, format: "plain", request_id: "r1", received_at: 1_763_950_000_123, key_id: "key_1", body: "{}" },
  });
});

test("a batch fails whole without a catalogue: that is never the same as no match", async () => {
  const work = eventWork(unavailable, () => Promise.resolve());
  const message: EventMessage = { v: 1, format: "plain", request_id: "r", received_at: 1, key_id: "k", body: "{}" };
  await expect(work.work([message])).rejects.toThrow("no catalogue");
});

test("each event of a batch that was matched is done", async () => {
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
