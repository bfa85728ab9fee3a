// Tests of listings: which deliveries they hold, and in which order.

import { afterAll, beforeAll, expect, test } from "vitest";
import type { DeliveryPage, DeliveryQuery, DeliveryStore } from "#app/delivery/delivery-ports.ts";
import { DELIVERY_STATUSES, type DeliveryRecord } from "#core/delivery/record.ts";
import {
  attemptOf,
  claimOf,
  discardedAttempt,
  failedAttempt,
  freshEventId,
  keyOf,
  make,
  NOON,
  parkedAttempt,
  retriedAttempt,
  sampleEvent,
  sampleMessage,
  skippedAttempt,
  testedAttempt,
} from "#support/delivery-samples.ts";

/** An empty store that knows the deliveries of CONTRACT_FLOWS, with its cleanup. */
export interface OpenDeliveryStore {
  readonly store: DeliveryStore;
  close(): Promise<void>;
}

/** The flows of the suite's deliveries. */
export const CONTRACT_FLOWS = ["printed-catalogue", "printed-catalogue-2", "nps-survey"] as const;

/** The timeout for a test with hundreds of pages on a busy machine. */
const LONG_MS = 60_000;

export function listingTests(open: () => Promise<OpenDeliveryStore>): void {
  let opened: OpenDeliveryStore;
  const all: DeliveryRecord[] = [];
  beforeAll(async () => {
    opened = await open();
    all.push(...(await fillForListing(opened.store)));
  });
  afterAll(() => opened.close());

  const listed = async (query: Omit<DeliveryQuery, "limit">): Promise<string[]> =>
    (await pages(opened.store, { ...query, limit: 100 })).flatMap(({ deliveries }) => deliveries.map(({ id }) => id));
  const expected = (holds: (record: DeliveryRecord) => boolean): string[] =>
    all
      .filter(holds)
      .map(({ id }) => id)
      .reverse();

  test("an empty store lists nothing", async () => {
    const empty = await open();
    expect(await empty.store.list({ limit: 10 })).toEqual({ deliveries: [] });
    await empty.close();
  });

  test("all deliveries are listed, newest first, each as get returns it", async () => {
    const found = (await pages(opened.store, { limit: 100 })).flatMap(({ deliveries }) => deliveries);
    expect(found).toEqual(all.toReversed());
    // toEqual accepts a plain object with the fields of an ExactNumber, so the test also compares the JSON.
    expect(found.map(({ event }) => JSON.stringify(event.properties))).toEqual(
      all.toReversed().map(({ event }) => JSON.stringify(event.properties)),
    );
  });

  test.each(DELIVERY_STATUSES)("deliveries with the status %s are listed, for all flows or for one", async (status) => {
    const asked = expected((record) => record.status === status);
    expect(await listed({ status })).toEqual(asked);
    expect(asked.length > 2).toBe(status !== "sending" && status !== "waiting");
    for (const flow of CONTRACT_FLOWS) {
      const ofFlow = expected((record) => record.status === status && record.flow_id === flow);
      expect(await listed({ status, flow })).toEqual(ofFlow);
    }
  });

  test.each([...CONTRACT_FLOWS, "no-such-flow"])("deliveries of the flow %s are listed", async (flow) => {
    expect(await listed({ flow })).toEqual(expected((record) => record.flow_id === flow));
  });

  test("all deliveries of one event are listed, however many actions it led to", async () => {
    const event = all[0]?.event_id ?? "";
    expect(await listed({ event })).toEqual(expected((record) => record.event_id === event));
    expect(expected((record) => record.event_id === event).length).toBeGreaterThan(1);
    expect(await listed({ event: freshEventId() })).toEqual([]);
  });

  test("a listing since a time begins with the deliveries of that millisecond", async () => {
    const since = all[20]?.created_at ?? 0;
    expect(await listed({ since })).toEqual(expected((record) => record.created_at >= since));
    expect(await listed({ since: since + 1 })).toEqual(expected((record) => record.created_at > since));
    expect(await listed({ since: NOON + 86_400_000 })).toEqual([]);
  });

  test("a listing before a time ends with the deliveries of the millisecond before it", async () => {
    const until = all[20]?.created_at ?? 0;
    expect(await listed({ until })).toEqual(expected((record) => record.created_at < until));
    expect(await listed({ until: until + 1 })).toEqual(expected((record) => record.created_at <= until));
    expect(await listed({ until: NOON })).toEqual([]);
    const since = all[5]?.created_at ?? 0;
    const between = (record: DeliveryRecord) => record.created_at >= since && record.created_at < until;
    expect(await listed({ since, until })).toEqual(expected(between));
    expect(await listed({ since: until, until: since })).toEqual([]);
  });

  test("deliveries are listed by action, by reason, and by target", async () => {
    for (const reason of new Set(all.map((record) => record.reason))) {
      if (reason !== undefined) {
        expect(await listed({ reason })).toEqual(expected((record) => record.reason === reason));
      }
    }
    expect(new Set(all.map(({ reason }) => reason)).size).toBeGreaterThan(2);
    expect(await listed({ reason: "http" })).toEqual([]);
    const action = all[0]?.action_id ?? "";
    expect(await listed({ action })).toEqual(expected((record) => record.action_id === action));
    expect(await listed({ action: "no-such-action", flow: "nps-survey" })).toEqual([]);
    const sent = expected((record) => record.request !== undefined);
    expect(sent.length).toBeGreaterThan(2);
    const origin = new URL(all.find((record) => record.request !== undefined)?.request?.url ?? "").origin;
    expect(await listed({ target: origin })).toEqual(sent);
    expect(await listed({ target: origin.replace("https://", "").toUpperCase() })).toEqual(sent);
    for (const target of ["", "https", `${origin}:444`, origin.slice(0, -1), origin.replace("https", "http")]) {
      expect(await listed({ target })).toEqual([]);
    }
  });

  test.each([
    ["an email address", "zoë@example.com"],
    ["an email address with its kind, in capitals", "email:Zoë@Example.COM"],
  ])("deliveries of a profile are listed by %s", async (_, profile) => {
    const theirs = expected(({ event }) => event.profile.email === "zoë@example.com");
    expect(theirs.length).toBeGreaterThan(2);
    expect(await listed({ profile })).toEqual(theirs);
  });

  test("deliveries of a profile are found by each whole identifier", async () => {
    const theirs = expected(({ event }) => event.profile.external_id === "C-77");
    expect(theirs.length).toBe(CONTRACT_FLOWS.length);
    for (const profile of ["C-77", "external_id:C-77", "ada@example.com", "email:ADA@example.com", "+4512345678"]) {
      expect(await listed({ profile }), profile).toEqual(theirs);
    }
    for (const profile of ["c-77", "C-7", "email:C-77", "ada@example", "Zoë", "1001"]) {
      expect(await listed({ profile }), profile).toEqual([]);
    }
  });

  test("conditions are joined by AND", async () => {
    const since = all[10]?.created_at ?? 0;
    const wanted = { status: "failed", flow: "printed-catalogue", since } as const;
    const holds = (record: DeliveryRecord) =>
      record.status === "failed" && record.flow_id === wanted.flow && record.created_at >= since;
    expect(await listed(wanted)).toEqual(expected(holds));
    expect(expected(holds).length).toBeGreaterThan(0);
    const event = all[0]?.event_id ?? "";
    expect(await listed({ event, flow: "nps-survey" })).toEqual(
      expected((record) => record.event_id === event && record.flow_id === "nps-survey"),
    );
    expect(await listed({ event, status: "sending" })).toEqual([]);
  });

  test.each([
    {},
    { status: "failed" },
    { status: "parked" },
    { status: "skipped", flow: "nps-survey" },
    { status: "delivered", flow: "nps-survey" },
    { flow: "printed-catalogue" },
    { since: NOON + 5_000 },
    { until: NOON + 20_000 },
    { profile: "ada@example.com" },
    { reason: "http-404", target: "api.mailing-house.example" },
  ] as const)(
    "pages of %o hold each delivery once, whatever their size",
    async (query) => {
      const whole = await listed(query);
      for (const limit of [1, 7, 50]) {
        const found = await pages(opened.store, { ...query, limit });
        expect(found.every(({ deliveries }) => deliveries.length <= limit)).toBe(true);
        expect(found.flatMap(({ deliveries }) => deliveries.map(({ id }) => id))).toEqual(whole);
      }
    },
    LONG_MS,
  );

  test("pages of one event's deliveries hold each delivery once", async () => {
    const event = all[0]?.event_id ?? "";
    const found = await pages(opened.store, { event, limit: 1 });
    expect(found.flatMap(({ deliveries }) => deliveries.map(({ id }) => id))).toEqual(await listed({ event }));
  });
}

/** All pages of a listing. */
async function pages(store: DeliveryStore, query: DeliveryQuery): Promise<DeliveryPage[]> {
  const found = [await store.list(query)];
  for (let next = found[0]?.next; next !== undefined; next = found.at(-1)?.next) {
    found.push(await store.list({ ...query, cursor: next }));
  }
  return found;
}

const OUTCOMES = [
  attemptOf,
  failedAttempt,
  retriedAttempt,
  parkedAttempt,
  skippedAttempt,
  discardedAttempt,
  testedAttempt,
] as const;

/**
 * Adds deliveries of all flows and outcomes, created a second apart, oldest first. The first event has several deliveries.
 */
async function fillForListing(store: DeliveryStore): Promise<DeliveryRecord[]> {
  const profile = { external_id: "C-77", email: "Ada@Example.com", phone_number: "+4512345678" };
  const event = sampleEvent({ profile });
  const shared = CONTRACT_FLOWS.map((flow_id) => sampleMessage({ event, flow_id }));
  const single = Array.from({ length: 60 }, (_, index) =>
    sampleMessage({ flow_id: CONTRACT_FLOWS[index % CONTRACT_FLOWS.length] ?? "" }),
  );
  const records: DeliveryRecord[] = [];
  for (const [index, message] of [...shared, ...single].entries()) {
    const outcome = OUTCOMES[Math.floor(index / 2) % OUTCOMES.length] ?? attemptOf;
    records.push(await make(store, message, outcome(message, { at: NOON + index * 1_000 })));
  }
  // A claim without an outcome is not listed.
  const claimed = sampleMessage();
  await store.claim(keyOf(claimed), claimOf(claimed));
  return records;
}
