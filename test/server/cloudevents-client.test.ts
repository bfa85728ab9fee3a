// CloudEvents' own library for Node.js with Flowhook as the receiver: messages in each of its modes start flows.

import { randomUUID } from "node:crypto";
import { CloudEvent, type EmitterFunction, emitterFor, HTTP, httpTransport, Mode } from "cloudevents";
import { describe, expect, it } from "vitest";
import { orderProcess, webhooksOf } from "#support/order-process.ts";
import { INGEST_KEY } from "#support/test-process.ts";

const started = orderProcess();

/** Sends an event as the library's users do: with a function that posts each message. */
function emitter(path: string, mode: Mode): EmitterFunction {
  return emitterFor(({ headers, body }) => post(path, headers as Record<string, string>, body), { mode });
}

function post(path: string, headers: Record<string, string>, body: unknown): Promise<Response> {
  const authorization = `Bearer ${INGEST_KEY}`;
  return fetch(`${started().flowhook.url}${path}`, {
    method: "POST",
    headers: { ...headers, authorization },
    body: body as string,
  });
}

function order(id: string = randomUUID(), changes: Partial<CloudEvent<unknown>> = {}): CloudEvent<unknown> {
  return new CloudEvent<unknown>({
    id,
    source: "https://shop.example/eu",
    type: "Placed Order",
    subject: "customer-7",
    flowhookprofile: "/customer",
    data: {
      OrderId: id,
      Items: [{ SKU: "MUG-1" }],
      customer: { email: "sarah@shop.example", first_name: "Sarah" },
    },
    ...changes,
  });
}

const MODES = [Mode.STRUCTURED, Mode.BINARY];
const PATHS = ["/cloudevents", "/events"];

describe.each(PATHS)("POST %s", (path) => {
  it.each(MODES)("makes a webhook of an event in %s mode", async (mode) => {
    const event = order();
    const response = (await emitter(path, mode)(event)) as Response;
    expect([response.status, await response.json()]).toEqual([
      202,
      { request_id: expect.any(String), event_id: expect.stringMatching(/^evt_/) },
    ]);
    expect(await webhooksOf(started(), event.id)).toEqual([
      { order: event.id, to: "Sarah", items: [{ SKU: "MUG-1" }] },
    ]);
  });

  it("makes webhooks of the valid events of a batch, and names the others", async () => {
    const [first, second] = [order(), order()];
    const bad = { ...order(), specversion: "0.3" };
    const bodies = [first, second].map((event) => HTTP.structured(event).body);
    const batch = `[${bodies[0]},${JSON.stringify(bad)},${bodies[1]}]`;
    const response = await post(path, { "content-type": "application/cloudevents-batch+json" }, batch);
    expect(response.status).toBe(202);
    expect(await response.json()).toMatchObject({
      accepted: 2,
      refused: 1,
      events: [
        { status: "accepted" },
        { status: "refused", errors: [{ source: { pointer: "/1/specversion" } }] },
        { status: "accepted" },
      ],
    });
    for (const { id } of [first, second]) await webhooksOf(started(), id);
  });
});

it("the library's own transport sends an event with the key in its options", async () => {
  const emit = emitterFor(httpTransport(`${started().flowhook.url}/cloudevents`), { mode: Mode.BINARY });
  const event = order();
  await emit(event, { headers: { authorization: `Bearer ${INGEST_KEY}` } });
  await webhooksOf(started(), event.id);
});

it("an event is the same in each mode and at each path, so only the first is not a duplicate", async () => {
  const event = order();
  const answers: unknown[] = [];
  for (const path of PATHS) {
    for (const mode of MODES) answers.push(await ((await emitter(path, mode)(event)) as Response).json());
  }
  const [first, ...others] = answers as { event_id: string; duplicate?: boolean }[];
  expect(first?.duplicate).toBeUndefined();
  expect(others).toEqual(Array(3).fill(expect.objectContaining({ event_id: first?.event_id, duplicate: true })));
});

it("an event without data is accepted in binary mode, where its body is empty", async () => {
  const event = order(randomUUID(), { data: undefined, flowhookprofile: "customer-7" });
  const { headers, body } = HTTP.binary(event);
  expect(body).toBeUndefined();
  const response = await post("/cloudevents", headers as Record<string, string>, body);
  expect(response.status).toBe(202);
});

it("data that the library sends as base64 is read", async () => {
  const event = order(randomUUID(), { datacontenttype: "application/json" });
  const bytes = Buffer.from(JSON.stringify(event.data));
  const encoded = event.cloneWith({ data: new Uint8Array(bytes) });
  expect(encoded.data_base64).toBe(bytes.toString("base64"));
  const response = (await emitter("/cloudevents", Mode.STRUCTURED)(encoded)) as Response;
  expect(response.status).toBe(202);
  await webhooksOf(started(), event.id);
});

it("a problem of an attribute names its header in binary mode", async () => {
  const event = order(randomUUID(), { type: "t".repeat(128) });
  const response = (await emitter("/cloudevents", Mode.BINARY)(event)) as Response;
  expect([response.status, await response.json()]).toMatchObject([
    400,
    { errors: [{ detail: "Header ce-type: Must have at most 127 characters.", source: { pointer: "" } }] },
  ]);
});

it("JSON without the header of the version is no CloudEvent at /cloudevents", async () => {
  const response = await post("/cloudevents", { "content-type": "application/json" }, "{}");
  const types = "application/cloudevents+json or application/cloudevents-batch+json or application/json";
  expect([response.status, await response.json()]).toMatchObject([
    415,
    { errors: [{ detail: `Send Content-Type: ${types} (with the header ce-specversion).` }] },
  ]);
});
