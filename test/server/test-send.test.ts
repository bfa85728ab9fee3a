// Test sends over the whole path: a test is sent once, even if something would hold back a real delivery.

import { afterEach, beforeEach, expect, it } from "vitest";
import { orderFlow } from "#support/flow-files.ts";
import { type Answering, startReceiver, type TestReceiver } from "#support/receiver.ts";
import { ORDER, startTestProcess, type TestProcess } from "#support/test-process.ts";

let receiver: TestReceiver;
let flowhook: TestProcess;
let answering: Answering;

beforeEach(async () => {
  answering = () => ({ status: 200, body: "thanks" });
  receiver = await startReceiver((received, count) => answering(received, count));
});

afterEach(async () => {
  await flowhook.stop();
  await receiver.close();
});

async function start(change: (flow: string) => string = (flow) => flow, environment: Record<string, string> = {}) {
  const flow = change(orderFlow("order", `${receiver.url}/hook`));
  flowhook = await startTestProcess({ flows: { "order.yaml": flow }, environment });
}

async function manage(path: string, body?: unknown) {
  const init = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const answer = await flowhook.manage(path, init);
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

const test = () => manage("/flows/order/test-send", { event: ORDER });

it("a draft flow can be tested: request and response are returned and recorded as a test", async () => {
  await start((flow) => flow.replaceAll("status: live", "status: draft"));
  const { status, body } = await test();
  expect([status, body.data]).toMatchObject([
    200,
    {
      status: "tested",
      request: { url: `${receiver.url}/hook`, body: { order: "1001", to: "Ada" } },
      attempts: [{ outcome: "tested", status: 200, response: "thanks" }],
    },
  ]);
  const [webhook] = receiver.received;
  expect(webhook?.headers).toMatchObject({
    "webhook-id": body.data.id,
    "flowhook-test": "true",
    "flowhook-attempt": "1",
    "webhook-signature": expect.stringMatching(/^v1,/),
  });
  expect((await manage("/deliveries?status=tested")).body.data).toMatchObject([{ id: body.data.id }]);
  expect(flowhook.errors).toEqual([]);
});

it("a failed test is not retried, is not in the dead letters, and an operator can't retry it", async () => {
  answering = () => ({ status: 503, body: "busy" });
  await start();
  const { status, body } = await test();
  expect([status, body.data]).toMatchObject([200, { status: "tested", reason: "http-503", response_status: 503 }]);
  expect(body.data).not.toHaveProperty("next_attempt_at");
  expect((await manage("/dead-letters")).body.data).toEqual([]);
  const retry = await manage(`/deliveries/${body.data.id}/retry?force=true`, {});
  expect([retry.status, retry.body.errors[0].detail]).toEqual([409, expect.stringContaining("It was a test")]);
  expect(receiver.received).toHaveLength(1);
});

it("a missing secret is named in the answer, and nothing is sent", async () => {
  await start((flow) => flow.replace("body:", 'headers: { X-Key: "{{ secrets.key }}" }\n          body:'));
  const { body } = await test();
  expect(body.data).toMatchObject({ status: "tested", reason: "secret-missing", attempts_made: 1 });
  expect(body.data.detail).toContain("key");
  expect(receiver.received).toEqual([]);
});

it("an action that its target stopped can be tested, and stays stopped", async () => {
  answering = () => ({ status: 410 });
  await start();
  await flowhook.post(ORDER);
  await flowhook.settled(1);
  const stopped = (await manage("/stopped-actions")).body.data;
  expect(stopped).toMatchObject([{ action_id: "send" }]);
  answering = () => ({ status: 200 });
  expect((await test()).body.data).toMatchObject({ status: "tested", response_status: 200 });
  expect((await manage("/stopped-actions")).body.data).toEqual(stopped);
  answering = () => ({ status: 410 });
  expect((await test()).body.data).toMatchObject({ status: "tested", reason: "target-gone" });
  expect((await manage("/stopped-actions")).body.data).toEqual(stopped);
});
