import { dirname } from "node:path";
import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import { SqliteEventsQueue } from "#backends/embedded/sqlite-events-queue.ts";
import { ExactNumber } from "#core/exact-number.ts";
import { closedAfterwards } from "#support/closed-afterwards.ts";
import { eventually } from "#support/eventually.ts";
import { orderFlow } from "#support/flow-files.ts";
import { openStore } from "#support/opened-store.ts";
import { type Answering, startReceiver, type TestReceiver } from "#support/receiver.ts";
import {
  ADMIN_TOKEN,
  ORDER,
  SIGNING_SECRET,
  startTestProcess,
  type TestOptions,
  type TestProcess,
} from "#support/test-process.ts";

const closeAfterwards = closedAfterwards();

async function start(
  options: Omit<TestOptions, "flows"> & { flow?: (url: string) => string; answering?: Answering } = {},
) {
  const receiver: TestReceiver = await startReceiver(options.answering);
  closeAfterwards(receiver.close);
  const flow = (options.flow ?? ((url) => orderFlow("order", `${url}/hook`)))(receiver.url);
  const flowhook: TestProcess = await startTestProcess({ ...options, flows: { "order.yaml": flow } });
  closeAfterwards(flowhook.stop);
  return { receiver, flowhook };
}

async function detail(flowhook: TestProcess, id: string) {
  const answer = await flowhook.manage(`/deliveries/${id}`);
  return JSON.parse(await answer.text()).data;
}

describe("an order event becomes a webhook", () => {
  it("that is rendered from the event and its profile, signed, and recorded", async () => {
    const { receiver, flowhook } = await start();
    const answer = await flowhook.post(ORDER);
    expect([answer.status, Object.keys(JSON.parse(await answer.text()))]).toEqual([202, ["request_id", "event_id"]]);
    const [webhook] = await receiver.waitFor(1);
    if (!webhook) throw new Error("the receiver got no request");
    expect(JSON.parse(webhook.body)).toEqual({ order: "1001", to: "Ada", items: [{ SKU: "MUG-1", Quantity: 2 }] });
    const headers = Object.fromEntries(Object.entries(webhook.headers).map(([name, value]) => [name, String(value)]));
    expect(new Webhook(SIGNING_SECRET).verify(webhook.body, headers)).toEqual(JSON.parse(webhook.body));
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "flowhook-attempt": "1",
      "flowhook-flow-id": "order",
      "flowhook-action-id": "send",
    });
    const [delivery] = await flowhook.settled(1);
    expect(delivery).toMatchObject({ id: headers["webhook-id"], status: "delivered", attempts_made: 1 });
    expect(await detail(flowhook, delivery?.id ?? "")).toMatchObject({
      request: { url: `${receiver.url}/hook`, body: { order: "1001" } },
      attempts: [{ round: 1, attempt: 1, outcome: "delivered", status: 200 }],
      event: { metric: "Placed Order" },
    });
  });

  it("that keeps every digit of its numbers in retries, in its record and in listings", async () => {
    const answering: Answering = (_, count) => ({ status: count < 2 ? 500 : 200 });
    const { receiver, flowhook } = await start({ answering, speed: 100 });
    const number = new ExactNumber("12345678901234567891");
    await flowhook.post({ ...ORDER, properties: { OrderId: number, Items: [number, 0.1] } });
    const [delivery] = await flowhook.settled(1);
    const sent = '{"order":12345678901234567891,"to":"Ada","items":[12345678901234567891,0.1]}';
    expect(receiver.received.map(({ body }) => body)).toEqual([sent, sent]);
    for (const path of [`/deliveries/${delivery?.id}`, "/deliveries"]) {
      const text = await (await flowhook.manage(path)).text();
      expect(text).not.toContain("12345678901234567000");
      if (path !== "/deliveries") expect(text).toContain(`"body":${sent}`);
    }
  });

  it("only once if the event is sent several times with the same unique_id", async () => {
    const { receiver, flowhook } = await start();
    for (let time = 0; time < 5; time++) await flowhook.post({ ...ORDER, unique_id: "order-1001" });
    await flowhook.post({ ...ORDER, unique_id: "order-1002" });
    await flowhook.settled(2);
    await receiver.waitFor(2);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(receiver.received.length);
    expect(receiver.received).toHaveLength(2);
  });

  it("only if the metric matches and the event is no backfill", async () => {
    const { receiver, flowhook } = await start();
    await flowhook.post({ ...ORDER, metric: "Viewed Product" });
    await flowhook.post({ ...ORDER, backfill: true });
    await flowhook.post(ORDER);
    await flowhook.settled(1);
    expect(receiver.received).toHaveLength(1);
  });
});

describe("a target that fails", () => {
  it("with 500 twice and then answers 200 accepts the third attempt; each attempt has the same body", async () => {
    const answering: Answering = (_, count) => ({ status: count < 3 ? 500 : 200 });
    const { receiver, flowhook } = await start({ answering, speed: 100 });
    await flowhook.post(ORDER);
    const [delivery] = await flowhook.settled(1);
    expect(delivery).toMatchObject({ status: "delivered", attempts_made: 3 });
    const { attempts } = await detail(flowhook, delivery?.id ?? "");
    expect(attempts).toMatchObject([
      { attempt: 1, outcome: "retrying", reason: "http-500", next_attempt_at: expect.any(String) },
      { attempt: 2, outcome: "retrying", reason: "http-500" },
      { attempt: 3, outcome: "delivered", status: 200 },
    ]);
    expect(new Set(receiver.received.map(({ body }) => body)).size).toBe(1);
    expect(new Set(receiver.received.map(({ headers }) => headers["webhook-id"])).size).toBe(1);
    expect(receiver.received.map(({ headers }) => headers["flowhook-attempt"])).toEqual(["1", "2", "3"]);
  });

  it("with 404 moves the delivery to the dead letters at once, with the reason", async () => {
    const { receiver, flowhook } = await start({ answering: () => ({ status: 404, body: "no such hook" }) });
    await flowhook.post(ORDER);
    await flowhook.settled(1);
    const answer = await flowhook.manage("/dead-letters");
    const { data } = JSON.parse(await answer.text());
    expect(data).toMatchObject([
      {
        flow_id: "order",
        status: "failed",
        reason: "http-404",
        response_status: 404,
        response: "no such hook",
        attempts_made: 1,
      },
    ]);
    expect(receiver.received).toHaveLength(1);
  });

  it("for a whole day moves the delivery to the dead letters after 18 attempts", async () => {
    const { flowhook } = await start({ answering: () => ({ status: 503 }), speed: 200_000 });
    await flowhook.post(ORDER);
    const [delivery] = await flowhook.settled(1);
    expect(delivery).toMatchObject({ status: "failed", reason: "http-503", attempts_made: 18 });
  });

  it("and recovers receives the delivery as the next round when an operator retries it", async () => {
    const { receiver, flowhook } = await start({ answering: (_, count) => ({ status: count === 1 ? 404 : 200 }) });
    await flowhook.post(ORDER);
    const [failed] = await flowhook.settled(1);
    const retry = await flowhook.manage(`/deliveries/${failed?.id}/retry`, { method: "POST" });
    expect([retry.status, JSON.parse(await retry.text())]).toEqual([202, { data: { id: failed?.id, round: 2 } }]);
    await receiver.waitFor(2);
    const record = await eventually("the delivery is delivered", async () => {
      const found = await detail(flowhook, failed?.id ?? "");
      return found.status === "delivered" && found;
    });
    expect(record.attempts).toMatchObject([
      { round: 1, attempt: 1, outcome: "failed" },
      { round: 2, attempt: 1, outcome: "delivered" },
    ]);
    expect(await (await flowhook.manage("/dead-letters")).text()).toBe('{"data":[]}');
  });

  it("does not receive a delivered webhook again unless the retry is forced", async () => {
    const { receiver, flowhook } = await start();
    await flowhook.post(ORDER);
    const [delivery] = await flowhook.settled(1);
    const refused = await flowhook.manage(`/deliveries/${delivery?.id}/retry`, { method: "POST" });
    expect(refused.status).toBe(409);
    const forced = await flowhook.manage(`/deliveries/${delivery?.id}/retry?force=true`, { method: "POST" });
    expect(forced.status).toBe(202);
    await receiver.waitFor(2);
  });
});

describe("a secret", () => {
  const flow = (url: string) =>
    orderFlow("order", `${url}/hook?key={{ secrets.key }}`, {
      headers: { Authorization: "Bearer {{ secrets.token }}" },
    });

  it("is sent to the target and appears nowhere else", async () => {
    const environment = {
      FLOWHOOK_SECRET_KEY: "the-key-value",
      FLOWHOOK_SECRET_KEY_HOSTS: "127.0.0.1",
      FLOWHOOK_SECRET_TOKEN: "the-token-value",
      FLOWHOOK_SECRET_TOKEN_HOSTS: "127.0.0.1",
    };
    const { receiver, flowhook } = await start({ flow, environment });
    await flowhook.post(ORDER);
    const [webhook] = await receiver.waitFor(1);
    expect(webhook).toMatchObject({
      path: "/hook?key=the-key-value",
      headers: { authorization: "Bearer the-token-value" },
    });
    const [delivery] = await flowhook.settled(1);
    const shown = JSON.stringify(await detail(flowhook, delivery?.id ?? ""));
    expect(shown).not.toMatch(/the-(key|token)-value/);
    expect(shown).toContain("/hook?key=***");
    expect(shown).toContain("Bearer {{ secrets.token }}");
  });

  it("that is missing is named in the record, and the delivery is retried", async () => {
    const environment = { FLOWHOOK_SECRET_KEY: "k", FLOWHOOK_SECRET_KEY_HOSTS: "127.0.0.1" };
    const { flowhook } = await start({ flow, environment, speed: 200_000 });
    await flowhook.post(ORDER);
    const [delivery] = await flowhook.settled(1);
    expect(delivery).toMatchObject({ status: "failed", reason: "secret-missing", attempts_made: 18 });
    expect(await detail(flowhook, delivery?.id ?? "")).toMatchObject({
      detail: 'There is no secret named "token": FLOWHOOK_SECRET_TOKEN is not set.',
    });
  });
});

describe("the management API", () => {
  it.each([
    ["no token", {}, 401],
    ["a wrong token", { authorization: "Bearer wrong" }, 401],
    ["the ingest key", { authorization: "Bearer test-ingest-key" }, 401],
    ["the admin token", { authorization: `Bearer ${ADMIN_TOKEN}` }, 200],
  ])("given %s, as %j, answers %i", async (_, headers, status) => {
    const { flowhook } = await start();
    for (const path of ["/deliveries", "/dead-letters"]) {
      const answer = await fetch(`${flowhook.url}/manage/v1${path}`, { headers });
      expect(answer.status).toBe(status);
    }
  });

  it("names each problem of a query", async () => {
    const { flowhook } = await start();
    const answer = await flowhook.manage("/deliveries?status=lost&limit=0&colour=red");
    expect(answer.status).toBe(400);
    const { errors } = JSON.parse(await answer.text());
    expect(errors.map((error: { source: { pointer: string } }) => error.source.pointer).sort()).toEqual([
      "/colour",
      "/limit",
      "/status",
    ]);
  });

  it("answers 404 for an unknown delivery, flow or path", async () => {
    const { flowhook } = await start();
    expect((await flowhook.manage("/deliveries/nothing")).status).toBe(404);
    expect((await flowhook.manage("/deliveries/evt_1:order:send/retry", { method: "POST" })).status).toBe(404);
    expect((await flowhook.manage("/nothing")).status).toBe(404);
  });

  it("lists events that could not be processed, with the reason", async () => {
    const { path, commit, database, close } = openStore();
    closeAfterwards(close);
    const message = {
      v: 1,
      format: "plain",
      request_id: "r",
      received_at: 0,
      key_id: "k",
      body: '{"metric":""}',
    } as const;
    await new SqliteEventsQueue(database, commit).add(message);
    database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    const { flowhook } = await start({ data: dirname(path) });
    for (let letters: unknown[] = []; letters.length === 0; ) {
      letters = JSON.parse(await (await flowhook.manage("/dead-letters/events")).text()).data;
      if (letters.length === 0) continue;
      expect(letters).toMatchObject([
        {
          reason: "event-invalid",
          problems: [{ pointer: "/metric" }, { pointer: "/profile" }],
          event: { request_id: "r" },
        },
      ]);
    }
  });

  it("returns deliveries in pages without gaps or repeats, newest first", async () => {
    const { flowhook } = await start();
    for (let number = 1; number <= 7; number++) await flowhook.post({ ...ORDER, unique_id: `order-${number}` });
    const all = (await flowhook.settled(7)).map(({ id }) => id);
    const paged: string[] = [];
    let cursor = "";
    do {
      const answer = await flowhook.manage(`/deliveries?limit=3${cursor}`);
      const { data, next } = JSON.parse(await answer.text());
      paged.push(...data.map(({ id }: { id: string }) => id));
      cursor = next === undefined ? "" : `&cursor=${next}`;
    } while (cursor !== "");
    expect(paged).toEqual(all);
  });
});
