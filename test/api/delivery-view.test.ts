import { describe, expect, it } from "vitest";
import { deadLetterView, deliverySummary, deliveryView } from "#api/delivery-view.ts";
import { addAttempt } from "#core/delivery/record.ts";
import { type DeliveryMessage, nextAttempt, nextRound } from "#core/messages/delivery-message.ts";
import {
  discardedAttempt,
  failedAttempt,
  NOON,
  parkedAttempt,
  REQUEST,
  recordOf,
  retriedAttempt,
  sampleEvent,
  sampleMessage,
  skippedAttempt,
} from "#support/delivery-samples.ts";

const first = sampleMessage({ event: sampleEvent({ id: "evt_1" }), flow_id: "order", action_id: "send" });
const second = nextAttempt(first, NOON, REQUEST.body);
const waiting = addAttempt(undefined, recordOf(first, retriedAttempt(first)));
const failed = addAttempt(waiting, recordOf(second, failedAttempt(second, { at: NOON + 60_000 })));

/** The view as a client parses it, without the fields that are undefined. */
function shown(view: unknown): unknown {
  return JSON.parse(JSON.stringify(view));
}

const summary = {
  id: "evt_1:order:send",
  status: "failed",
  flow_id: "order",
  action_id: "send",
  event_id: "evt_1",
  metric: "Placed Order",
  profile: "email:zoë@example.com",
  url: "https://api.mailing-house.example/v1/mailings?key=***",
  round: 1,
  attempts_made: 2,
  reason: "http-404",
  detail: "The target has nothing at this URL (HTTP 404).",
  response_status: 404,
  created_at: "2026-07-01T12:00:00.000Z",
  updated_at: "2026-07-01T12:01:00.120Z",
};

describe("a delivery is shown", () => {
  it("in a list with the result of its last attempt", () => {
    expect(shown(deliverySummary(failed))).toEqual(summary);
  });

  it("with the time of its next attempt if one is scheduled", () => {
    const { id, flow_id, action_id, event_id, metric, profile, url } = summary;
    expect(shown(deliverySummary(waiting))).toEqual({
      id,
      flow_id,
      action_id,
      event_id,
      metric,
      profile,
      url,
      status: "retrying",
      round: 1,
      attempts_made: 1,
      reason: "http-503",
      detail: "The target was not available (HTTP 503).",
      response_status: 503,
      created_at: "2026-07-01T12:00:00.000Z",
      updated_at: "2026-07-01T12:00:00.120Z",
      next_attempt_at: "2026-07-01T12:01:00.000Z",
    });
  });

  it("among the dead letters with its first and last attempt and the target's response", () => {
    expect(shown(deadLetterView(failed))).toEqual({
      ...summary,
      first_attempt_at: "2026-07-01T12:00:00.000Z",
      last_attempt_at: "2026-07-01T12:01:00.000Z",
      response: "not here",
    });
  });

  it("in full with its request, its attempts and its event; times are ISO texts and the body is JSON", () => {
    expect(shown(deliveryView(failed))).toMatchObject({
      ...summary,
      request: {
        url: summary.url,
        headers: { Authorization: "Bearer {{ secrets.mailing_house }}" },
        body: { to: { name: "Zoë" }, items: [{ sku: "MUG-1", quantity: 2 }] },
      },
      attempts: [
        {
          at: "2026-07-01T12:00:00.000Z",
          round: 1,
          attempt: 1,
          outcome: "retrying",
          next_attempt_at: "2026-07-01T12:01:00.000Z",
        },
        { at: "2026-07-01T12:01:00.000Z", round: 1, attempt: 2, outcome: "failed", response: "not here" },
      ],
      event: { id: "evt_1", time: "2026-07-01T11:59:55.000Z", received_at: "2026-07-01T11:59:59.000Z" },
    });
  });

  it.each([
    ["no body if it could not be rendered", undefined, undefined],
    ["a body that is not JSON as a text", "{not json", "{not json"],
    ["a body of any JSON type as JSON", "[1]", [1]],
  ])("with %s", (_, body, expected) => {
    const { body: _sent, ...unsent } = REQUEST;
    const request = body === undefined ? unsent : { ...REQUEST, body };
    expect(shown(deliveryView({ ...failed, request }))).toEqual({
      ...(shown(deliveryView(failed)) as object),
      request: { ...unsent, ...(expected === undefined ? {} : { body: expected }) },
    });
  });

  it("without a request if it made none", () => {
    const { request: _none, ...record } = failed;
    expect(shown(deliveryView(record))).not.toHaveProperty("request");
    expect(shown(deliverySummary(record))).not.toHaveProperty("url");
  });
});

describe("a delivery that was not sent is shown", () => {
  const second = nextRound(first);
  const parked = addAttempt(undefined, recordOf(first, parkedAttempt(first)));
  const discarded = addAttempt(parked, recordOf(second, discardedAttempt(second)));
  const unsent = ({ message, attempt }: { message: DeliveryMessage; attempt: ReturnType<typeof skippedAttempt> }) =>
    addAttempt(undefined, { message, attempt });

  it.each([
    ["parked", parked, "waits-for-approval"],
    ["discarded", discarded, "discarded-by-person"],
    ["skipped", unsent({ message: first, attempt: skippedAttempt(first) }), "profile-filter-failed"],
  ])("as %s, with an explanation of its reason, and without attempts", (status, record, reason) => {
    expect(shown(deliverySummary(record))).toMatchObject({
      status,
      reason,
      detail: "Nothing was sent.",
      attempts_made: 0,
      round: record.round,
    });
  });

  it("with the request as it would be sent, and every recorded entry", () => {
    expect(shown(deliveryView(discarded))).toMatchObject({
      request: { url: REQUEST.url, headers: REQUEST.headers, body: { to: { name: "Zoë" } } },
      attempts: [
        { round: 1, outcome: "parked", reason: "waits-for-approval" },
        { round: 2, outcome: "discarded", reason: "discarded-by-person" },
      ],
    });
  });

  it("without a request if it could not be rendered", () => {
    expect(shown(deliveryView(unsent({ message: first, attempt: skippedAttempt(first) })))).not.toHaveProperty(
      "request",
    );
  });

  it("with a count of the attempts made after its approval", () => {
    const at = NOON + 60_000;
    const record = addAttempt(parked, recordOf(second, failedAttempt(second, { at })));
    expect(shown(deliverySummary(record))).toMatchObject({ attempts_made: 1, created_at: "2026-07-01T12:00:00.000Z" });
    expect(shown(deadLetterView(record))).toMatchObject({
      first_attempt_at: "2026-07-01T12:01:00.000Z",
      last_attempt_at: "2026-07-01T12:01:00.000Z",
    });
  });
});
