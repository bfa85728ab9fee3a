// A manual flow over the whole path: its deliveries are parked, survive a restart, and an operator decides which are sent.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { eventually } from "#support/eventually.ts";
import { orderFlow } from "#support/flow-files.ts";
import { startReceiver, type TestReceiver } from "#support/receiver.ts";
import { ORDER, startTestProcess, type TestProcess } from "#support/test-process.ts";

let receiver: TestReceiver;
let data: string;
let flowhook: TestProcess;

const start = (status = "manual") => {
  const flow = orderFlow("order", `${receiver.url}/hook`).replace("status: live", `status: ${status}`);
  return startTestProcess({ flows: { "order.yaml": flow }, data });
};

beforeEach(async () => {
  receiver = await startReceiver();
  data = mkdtempSync(join(tmpdir(), "flowhook-review-"));
  flowhook = await start();
});

afterEach(async () => {
  await flowhook.stop();
  await receiver.close();
  rmSync(data, { recursive: true });
});

/** Waits until this many deliveries have the status, and returns them; the test's timeout limits the wait. */
async function listed(status: string, count = 1) {
  return eventually(`${count} deliveries are ${status}`, async () => {
    const answer = await flowhook.manage(`/deliveries?status=${status}`);
    const { data: found } = JSON.parse(await answer.text());
    return found.length >= count && found;
  });
}

async function parked(count = 1): Promise<string[]> {
  for (let order = 0; order < count; order++) {
    const event = { ...ORDER, properties: { ...ORDER.properties, OrderId: `100${order}` } };
    expect((await flowhook.post(event)).status).toBe(202);
    await listed("parked", order + 1);
  }
  return (await listed("parked", count)).map(({ id }: { id: string }) => id).reverse();
}

const decide = async (id: string | undefined, decision: string) => {
  const answer = await flowhook.manage(`/deliveries/${id}/${decision}`, { method: "POST" });
  return { status: answer.status, body: JSON.parse(await answer.text()) };
};

const detail = async (id: string | undefined) =>
  JSON.parse(await (await flowhook.manage(`/deliveries/${id}`)).text()).data;

it("a parked delivery survives a restart, is shown as it would be sent, and is sent after its approval", async () => {
  const [id] = await parked();
  expect(await detail(id)).toMatchObject({
    status: "parked",
    reason: "waits-for-approval",
    request: { url: `${receiver.url}/hook`, body: { order: "1000", to: "Ada" } },
  });
  await flowhook.stop();
  flowhook = await start();
  expect((await listed("parked")).map((summary: { id: string }) => summary.id)).toEqual([id]);
  expect(receiver.received).toHaveLength(0);
  expect(await decide(id, "approve")).toEqual({ status: 202, body: { data: { id, round: 2 } } });
  const [webhook] = await receiver.waitFor(1);
  expect([webhook?.headers["webhook-id"], JSON.parse(webhook?.body ?? "")]).toMatchObject([id, { order: "1000" }]);
  const [delivered] = await listed("delivered");
  expect(delivered).toMatchObject({ id, attempts_made: 1, round: 2 });
  expect(await listed("parked", 0)).toEqual([]);
  expect(flowhook.errors).toEqual([]);
});

it("a discarded delivery is not sent, neither before nor after a restart; its neighbour is sent", async () => {
  const [first, second] = await parked(2);
  expect(await decide(first, "discard")).toEqual({ status: 200, body: { data: { id: first, status: "discarded" } } });
  expect(await decide(first, "approve")).toMatchObject({ status: 409 });
  await flowhook.stop();
  flowhook = await start();
  expect(await decide(first, "discard")).toMatchObject({ status: 409 });
  await decide(second, "approve");
  await listed("delivered");
  expect(receiver.received.map(({ headers }) => headers["webhook-id"])).toEqual([second]);
  expect(await listed("discarded")).toMatchObject([{ id: first, reason: "discarded-by-person", attempts_made: 0 }]);
  expect(await (await flowhook.manage("/dead-letters")).text()).toBe('{"data":[]}');
});

it("a delivery that was parked before its flow went live still waits for a decision", async () => {
  const [id] = await parked();
  await flowhook.stop();
  flowhook = await start("live");
  await flowhook.post({ ...ORDER, unique_id: "another" });
  await listed("delivered");
  expect((await listed("parked")).map((summary: { id: string }) => summary.id)).toEqual([id]);
  await decide(id, "approve");
  await listed("delivered", 2);
  expect(receiver.received).toHaveLength(2);
});

it("a delivery that is approved after its flow was stopped moves to the dead letters", async () => {
  const [id] = await parked();
  await flowhook.stop();
  flowhook = await start("disabled");
  await decide(id, "approve");
  expect(await listed("failed")).toMatchObject([{ id, reason: "flow-not-live" }]);
  expect(receiver.received).toHaveLength(0);
});
