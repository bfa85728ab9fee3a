// The management API over ports that record their calls: its answers and their format. test/server/delivery.test.ts tests
// it with real deliveries and the whole process.

import { describe, expect, it } from "vitest";
import { type ManagementPorts, managementApi } from "#api/management.ts";
import type { DeliveryPage, DeliveryQuery, Dispatch } from "#app/delivery/delivery-ports.ts";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { MemoryKeyStore } from "#backends/memory/memory-key-store.ts";
import { addAttempt, type DeliveryRecord } from "#core/delivery/record.ts";
import {
  attemptOf,
  discardedAttempt,
  failedAttempt,
  NOON,
  parkedAttempt,
  recordOf,
  retriedAttempt,
  sampleEvent,
  sampleMessage,
  skippedAttempt,
  testedAttempt,
} from "#support/delivery-samples.ts";
import { sampleFlow } from "#support/flow-files.ts";
import { countedRandomness } from "#support/key-samples.ts";

const event = sampleEvent({ id: "evt_1" });
const message = sampleMessage({ event, flow_id: "order", action_id: "send" });
const ID = "evt_1:order:send";
const retrying = addAttempt(undefined, recordOf(message, retriedAttempt(message)));
const failed = addAttempt(undefined, recordOf(message, failedAttempt(message)));
const delivered = addAttempt(undefined, recordOf(message, attemptOf(message)));
const parked = addAttempt(undefined, recordOf(message, parkedAttempt(message)));
const skipped = addAttempt(undefined, recordOf(message, skippedAttempt(message)));
const discarded = addAttempt(undefined, recordOf(message, discardedAttempt(message)));
const tested = addAttempt(undefined, recordOf(message, testedAttempt(message)));
const sending: DeliveryRecord = { ...retrying, status: "sending" };

const catalogue = compileCatalogue("1", [sampleFlow("order")]);

const notAsked = () => Promise.reject(new Error("the test must not call this port"));
const never = { claim: notAsked, record: notAsked, get: notAsked, list: notAsked };

/** The API over at most one record. */
function api(record?: DeliveryRecord, changes: Partial<ManagementPorts> = {}) {
  const queries: DeliveryQuery[] = [];
  const sent: (Dispatch & { dueAt: number })[] = [];
  const errors: unknown[] = [];
  const page: DeliveryPage = { deliveries: record ? [record] : [], next: "more" };
  const app = managementApi({
    store: {
      ...never,
      get: async (key) => (record?.event_id === key.event_id ? record : undefined),
      list: async (query) => {
        queries.push(query);
        return page;
      },
    },
    dispatchQueue: { send: notAsked },
    delayedDispatches: { sendLater: async (dispatch, dueAt) => void sent.push({ ...dispatch, dueAt }) },
    catalogue: { current: async () => catalogue },
    profiles: { history: async () => [], lastEntry: async () => undefined },
    waitingRuns: { list: notAsked, count: notAsked, cancel: notAsked },
    stops: { stopped: notAsked, resume: notAsked },
    healths: { failing: async () => [], change: notAsked },
    hostLimits: {},
    organization: {},
    organizationZone: "UTC",
    sha256Hex,
    now: () => NOON + 5_000,
    pause: notAsked,
    keys: new MemoryKeyStore(),
    keyRandomness: countedRandomness(),
    isAdmin: async (token) => token === "admin",
    newOwner: () => "owner-1",
    newRequestId: () => "request-1",
    onError: (error) => errors.push(error),
    ...changes,
  });
  const ask = async (method: string, path: string, authorization = "Bearer admin") => {
    const answer = await app.request(path, { method, headers: authorization === "" ? {} : { authorization } });
    return { status: answer.status, body: JSON.parse(await answer.text()) };
  };
  return { ask, queries, sent, errors };
}

function refusal(status: number, code: string, detail: string) {
  const error = { id: "request-1", status, code, detail, title: expect.any(String), source: { pointer: "" } };
  return { status, body: { errors: [error] } };
}

describe("the management API", () => {
  it.each([
    ["", 401],
    ["Basic YWRtaW4=", 401],
    ["admin", 401],
    ["Bearer admin more", 401],
    ["Bearer Admin", 401],
    ["Bearer the-ingest-key", 401],
    ["Bearer admin", 200],
    ["bearer  admin", 200],
  ])("answers the authorization %j with %i on every path", async (authorization, status) => {
    const { ask, queries } = api();
    for (const path of ["/manage/v1/deliveries", "/manage/v1/dead-letters"]) {
      expect((await ask("GET", path, authorization)).status).toBe(status);
    }
    expect(queries).toHaveLength(status === 200 ? 2 : 0);
    expect((await ask("GET", "/manage/v1/nothing", authorization)).status).toBe(status === 200 ? 404 : status);
  });

  it("answers an unknown path or method with 404 and names it", async () => {
    const { ask } = api();
    const none = refusal(404, "not_found", "There is no GET /manage/v1/nothing.");
    expect(await ask("GET", "/manage/v1/nothing")).toEqual(none);
    expect(await ask("DELETE", `/manage/v1/deliveries/${ID}`)).toMatchObject({ status: 404 });
    expect(await ask("GET", "/elsewhere", "")).toMatchObject({ status: 404 });
  });

  it("answers a fault with 503, logs the error, and hides it from the caller", async () => {
    const fault = new Error("table flowhook-deliveries-1a2b is gone");
    const { ask, errors } = api(undefined, { catalogue: { current: () => Promise.reject(fault) } });
    const broken = api(failed, { catalogue: { current: () => Promise.reject(fault) } });
    const answer = await broken.ask("POST", `/manage/v1/deliveries/${ID}/retry`);
    expect(answer).toEqual(refusal(503, "unavailable", "The request failed. Try again; the log has the error."));
    expect([broken.errors, broken.sent]).toEqual([[fault], []]);
    expect([(await ask("GET", "/manage/v1/deliveries")).status, errors]).toEqual([200, []]);
  });
});

describe("a listing", () => {
  it("passes its query to the store and returns the cursor of the next page", async () => {
    const { ask, queries } = api(failed);
    const path = "/manage/v1/deliveries?status=retrying&flow=order&limit=3";
    const { body } = await ask("GET", path);
    const next = await ask("GET", `${path}&cursor=${body.next}`);
    const query = { status: "retrying", flow: "order", limit: 3 };
    expect(queries).toEqual([query, { ...query, cursor: "more" }]);
    expect([body.data.length, next.body.next]).toEqual([1, body.next]);
  });

  it("returns no cursor with its last page", async () => {
    const store = { ...never, list: async () => ({ deliveries: [failed] }) };
    for (const listing of ["deliveries", "dead-letters"]) {
      const { body } = await api(failed, { store }).ask("GET", `/manage/v1/${listing}`);
      expect(body).toEqual({ data: [expect.objectContaining({ id: ID })] });
    }
  });

  it("rejects a cursor that it did not return, and says so", async () => {
    const { ask, queries } = api(failed);
    const { body } = await ask("GET", "/manage/v1/deliveries?flow=order");
    for (const cursor of ["17", "nonsense", body.next]) {
      const answer = await ask("GET", `/manage/v1/dead-letters?cursor=${cursor}`);
      expect([answer.status, answer.body.errors]).toMatchObject([
        400,
        [{ detail: expect.stringContaining("of the same listing"), source: { pointer: "/cursor" } }],
      ]);
    }
    expect(queries).toHaveLength(1);
  });

  it("of dead letters contains failed deliveries, even if the query names another status", async () => {
    const { ask, queries } = api(failed);
    await ask("GET", "/manage/v1/dead-letters?status=delivered&event=evt_1");
    expect(queries).toEqual([{ status: "failed", event: "evt_1", limit: 50 }]);
  });

  it.each(["deliveries", "dead-letters"])("of %s is refused with each problem of its query", async (listing) => {
    const { ask, queries } = api();
    const { status, body } = await ask("GET", `/manage/v1/${listing}?limit=0&flow=&colour=red`);
    const pointers = body.errors.map(({ source }: { source: { pointer: string } }) => source.pointer);
    expect([status, pointers, queries]).toEqual([400, ["/flow", "/limit", "/colour"], []]);
  });
});

describe("the dead letters of events", () => {
  it("are shown with the event as it arrived; a listing has the newest two hundred", async () => {
    const letter = {
      at: NOON,
      reason: "event-invalid",
      problems: [{ rule: "event-invalid", pointer: "/metric", message: "Must not be empty." }],
      message: { v: 1, format: "plain", request_id: "r", received_at: NOON - 1, key_id: "k", body: '{"metric":""}' },
    } as const;
    const asked: number[] = [];
    const eventDeadLetters = (limit: number) => {
      asked.push(limit);
      return [letter, { ...letter, message: { ...letter.message, body: "<order/>" } }];
    };
    const { ask } = api(undefined, { eventDeadLetters });
    const { body } = await ask("GET", "/manage/v1/dead-letters/events");
    expect(body.data).toMatchObject([
      {
        at: "2026-07-01T12:00:00.000Z",
        reason: "event-invalid",
        problems: letter.problems,
        event: { request_id: "r", received_at: "2026-07-01T11:59:59.999Z", body: { metric: "" } },
      },
      { event: { body: "<order/>" } },
    ]);
    expect(asked).toEqual([200]);
  });

  it("have no listing if they are in a queue", async () => {
    expect(await api().ask("GET", "/manage/v1/dead-letters/events")).toMatchObject({ status: 404 });
  });
});

describe("a delivery", () => {
  it.each(["evt_1", "evt_1:order", "evt_1:order:send:more", "evt_2:order:send", "::", "%E0%A4%A"])(
    "with the id %s is not found",
    async (id) => {
      const { ask } = api(failed);
      const none = refusal(404, "not_found", "There is no delivery with this id.");
      expect(await ask("GET", `/manage/v1/deliveries/${id}`)).toEqual(none);
      expect(await ask("POST", `/manage/v1/deliveries/${id}/retry`)).toEqual(none);
    },
  );

  it("is found by its percent-encoded id", async () => {
    const { ask } = api(failed);
    expect(await ask("GET", `/manage/v1/deliveries/${encodeURIComponent(ID)}`)).toMatchObject({ status: 200 });
  });

  it("that failed is sent again at once in the next round, and is rendered again", async () => {
    const { ask, sent } = api(failed);
    const answer = await ask("POST", `/manage/v1/deliveries/${ID}/retry`);
    expect(answer).toEqual({ status: 202, body: { data: { id: ID, round: 2 } } });
    expect(sent).toEqual([
      { target: "https://api.example.com", dueAt: NOON + 5_000, message: { ...message, round: 2, attempt: 1 } },
    ]);
  });

  const DELIVERED = "It was delivered. Add ?force=true to send it again.";
  const SENDING = "An attempt is in flight. Try again in a few seconds.";
  const PARKED = "It waits for a decision. POST to its /approve to send it, or to its /discard to drop it.";
  it.each<[string, string, string | undefined, DeliveryRecord]>([
    ["that is parked", "", PARKED, parked],
    ["that is parked, when forced", "?force=true", PARKED, parked],
    ["that was skipped", "", "It was skipped. Add ?force=true to send it anyway.", skipped],
    ["that was skipped, when forced", "?force=true", undefined, skipped],
    ["that was discarded", "", "It was discarded. Add ?force=true to send it anyway.", discarded],
    ["that was discarded, when forced", "?force=true", undefined, discarded],
    ["that waits for its next attempt", "", undefined, retrying],
    ["that was delivered, when forced", "?force=true", undefined, delivered],
    ["that was delivered", "", DELIVERED, delivered],
    ["that was delivered, with force=1", "?force=1", DELIVERED, delivered],
    [
      "that was a test, when forced",
      "?force=true",
      "It was a test, and a test has one attempt. Send another test instead.",
      tested,
    ],
    ["that is being sent", "", SENDING, sending],
    ["that is being sent, when forced", "?force=true", SENDING, sending],
  ])("%s, is sent again unless there is a conflict: query %j, conflict %j", async (_, query, conflict, record) => {
    const { ask, sent } = api(record);
    const answer = await ask("POST", `/manage/v1/deliveries/${ID}/retry${query}`);
    if (conflict === undefined) expect(answer.status).toBe(202);
    else expect(answer).toEqual(refusal(409, "conflict", conflict));
    expect(sent).toHaveLength(conflict === undefined ? 1 : 0);
  });
});
