// Segment's official client for Node.js with its host set to Flowhook: its events start flows, and no bad event costs another one.

import { randomUUID } from "node:crypto";
import { Analytics, type AnalyticsSettings, type TrackParams } from "@segment/analytics-node";
import { describe, expect, it } from "vitest";
import { orderProcess, webhooksOf } from "#support/order-process.ts";
import { INGEST_KEY } from "#support/test-process.ts";

const started = orderProcess();

/** The effects of a client that a test used. */
interface Sent {
  /** The statuses of the answers. */
  readonly statuses: number[];
  /** The answers' bodies. */
  readonly answers: string[];
  /** The errors that the client reported: events that it dropped. */
  readonly errors: unknown[];
}

/** Lets a new client send, and waits until it has sent everything. */
async function sendWith(send: (client: Analytics) => void, settings: Partial<AnalyticsSettings> = {}): Promise<Sent> {
  const sent: Sent = { statuses: [], answers: [], errors: [] };
  const httpClient = async (url: string, request: RequestInit): Promise<Response> => {
    const response = await fetch(url, request);
    sent.answers.push(await response.clone().text());
    return response;
  };
  const client = new Analytics({ writeKey: INGEST_KEY, host: started().flowhook.url, httpClient, ...settings });
  client.on("http_response", ({ status }) => sent.statuses.push(Number(status)));
  client.on("error", (error) => sent.errors.push(error));
  send(client);
  await client.closeAndFlush();
  return sent;
}

function order(id: string = randomUUID(), changes: Partial<TrackParams> = {}): TrackParams {
  return {
    userId: "customer-7",
    event: "Placed Order",
    properties: { OrderId: id, Items: [{ SKU: "MUG-1" }], revenue: 9.99, currency: "EUR" },
    context: { traits: { email: "sarah@shop.example", firstName: "Sarah" } },
    ...changes,
  } as TrackParams;
}

async function deadLettersOf(userId: string) {
  const response = await started().flowhook.manage("/dead-letters/events");
  const { data }: { data: object[] } = JSON.parse(await response.text());
  return data.filter((letter) => JSON.stringify(letter).includes(userId));
}

it("events of the client become webhooks with only its host changed", async () => {
  const [first, second] = [randomUUID(), randomUUID()];
  const sent = await sendWith((client) => {
    client.identify({ userId: "customer-7", traits: { plan: "gold" } });
    client.track(order(first));
    client.page({ userId: "customer-7", name: "Home" });
    client.screen({ userId: "customer-7", name: "Home" });
    client.group({ userId: "customer-7", groupId: "group-1" });
    client.alias({ userId: "customer-7", previousId: "a-1" });
    client.track(order(second));
  });
  expect(sent).toEqual({ statuses: [200], answers: ['{"success":true}'], errors: [] });
  for (const id of [first, second]) {
    expect(await webhooksOf(started(), id)).toEqual([{ order: id, to: "Sarah", items: [{ SKU: "MUG-1" }] }]);
  }
});

it("a bad event among good ones becomes a dead letter with a pointer into the event, and the good ones become webhooks", async () => {
  const [first, second, bad] = [randomUUID(), randomUUID(), randomUUID()];
  const sent = await sendWith((client) => {
    client.track(order(first));
    client.track(order(randomUUID(), { userId: bad, event: "e".repeat(128) }));
    client.track(order(second));
  });
  expect(sent).toEqual({ statuses: [200], answers: ['{"success":true}'], errors: [] });
  for (const id of [first, second]) await webhooksOf(started(), id);
  expect(await deadLettersOf(bad)).toEqual([
    expect.objectContaining({
      reason: "event-invalid",
      problems: [expect.objectContaining({ pointer: "/event", message: "Must have at most 127 characters." })],
    }),
  ]);
});

it("a batch that the client sends again after a 503 adds no event twice", async () => {
  const id = randomUUID();
  let requests = 0;
  const httpClient = async (url: string, request: RequestInit): Promise<Response> => {
    const response = await fetch(url, request);
    requests += 1;
    // The first answer is lost on its way, and a proxy answers instead.
    return requests === 1 ? new Response("", { status: 503, headers: { "retry-after": "5" } }) : response;
  };
  const sent = await sendWith((client) => client.track(order(id)), { httpClient });
  expect(sent).toMatchObject({ statuses: [503, 200], errors: [] });
  const later = randomUUID();
  await sendWith((client) => client.track(order(later)));
  await webhooksOf(started(), later);
  expect(await webhooksOf(started(), id)).toHaveLength(1);
});

it("a wrong key returns 401, which the client reports and does not send again", async () => {
  const sent = await sendWith((client) => client.track(order()), { writeKey: "wrong" });
  expect(sent).toMatchObject({ statuses: [401], errors: [expect.objectContaining({ code: "delivery_failure" })] });
});

describe("without the client", () => {
  const post = (path: string, body: string, key = INGEST_KEY) =>
    fetch(`${started().flowhook.url}/v1/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Basic ${btoa(`${key}:`)}` },
      body,
    });

  it("a track call becomes a webhook", async () => {
    const id = randomUUID();
    const response = await post("track", JSON.stringify(order(id)));
    expect([response.status, await response.json()]).toEqual([200, { success: true }]);
    await webhooksOf(started(), id);
  });

  it.each(["identify", "page", "screen", "group", "alias"])("POST /v1/%s is acknowledged", async (call) => {
    const response = await post(call, JSON.stringify({ userId: "customer-7" }));
    expect([response.status, await response.json()]).toEqual([200, { success: true }]);
  });

  it("a dead letter has no write key", async () => {
    const userId = randomUUID();
    await post("track", JSON.stringify({ userId, writeKey: INGEST_KEY }));
    await post("batch", JSON.stringify({ writeKey: INGEST_KEY, batch: [{ userId, type: "x", writeKey: INGEST_KEY }] }));
    const letters = await deadLettersOf(userId);
    expect(letters).toHaveLength(2);
    expect(JSON.stringify(letters)).not.toContain(INGEST_KEY);
  });

  it.each([
    ["track", 32 * 1024],
    ["identify", 32 * 1024],
    ["batch", 500 * 1024],
  ])("POST /v1/%s refuses a body with more than %d bytes", async (path, bytes) => {
    const sized = (length: number) =>
      JSON.stringify({ batch: [], text: "x".repeat(length - '{"batch":[],"text":""}'.length) });
    expect((await post(path, sized(bytes))).status).toBe(200);
    const refused = await post(path, sized(bytes + 1));
    expect([refused.status, await refused.json()]).toMatchObject([
      413,
      { errors: [{ code: "too_large", detail: `A request may have at most ${bytes} bytes.` }] },
    ]);
  });

  it.each([
    ["track", "{"],
    ["batch", "[]"],
    ["batch", '{"batch":{}}'],
  ])("POST /v1/%s refuses the body %s, which is no call", async (path, body) => {
    expect((await post(path, body)).status).toBe(400);
  });
});
