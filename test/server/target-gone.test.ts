// A target that is gone, over the whole path: later deliveries are parked and listed, and are sent when an operator decides so.

import { expect, it } from "vitest";
import { closedAfterwards } from "#support/closed-afterwards.ts";
import { eventually } from "#support/eventually.ts";
import { orderFlow } from "#support/flow-files.ts";
import { startReceiver } from "#support/receiver.ts";
import { ORDER, startTestProcess, TestFlows, type TestProcess } from "#support/test-process.ts";

const closeAfterwards = closedAfterwards();

/** A Flowhook whose target answers 410 until the test restores it. */
async function start() {
  const target = { gone: true };
  const receiver = await startReceiver(() => ({ status: target.gone ? 410 : 200 }));
  closeAfterwards(() => receiver.close());
  const flows = new TestFlows({ "order.yaml": orderFlow("order", `${receiver.url}/hook`) });
  const flowhook = await startTestProcess({ flows, speed: 100 });
  closeAfterwards(() => flowhook.stop());
  const known = new Set<string>();
  /** Sends another order, waits until its delivery has this status, and returns the delivery. */
  const order = async (status: string) => {
    await flowhook.post({ ...ORDER, unique_id: `o-${known.size}` });
    const listed = await waitFor(flowhook, status, ({ id }) => !known.has(id));
    known.add(listed.id);
    return listed;
  };
  return { target, receiver, flows, flowhook, order };
}

interface Listed {
  readonly id: string;
  readonly status: string;
  readonly reason?: string;
}

function waitFor(flowhook: TestProcess, status: string, is: (listed: Listed) => boolean): Promise<Listed> {
  return eventually(`the delivery is ${status}`, async () => {
    const { data }: { data: Listed[] } = JSON.parse(await (await flowhook.manage("/deliveries")).text());
    return data.find((listed) => listed.status === status && is(listed));
  });
}

function explain(flowhook: TestProcess): Promise<Response> {
  return flowhook.manage("/explain", { method: "POST", body: JSON.stringify({ event: ORDER }) });
}

const json = async (answer: Promise<Response>) => JSON.parse(await (await answer).text());

it("a 410 stops the action; later deliveries are parked, and are sent after the action is resumed", async () => {
  const { target, receiver, flowhook, order } = await start();
  const first = await order("failed");
  expect(first.reason).toBe("target-gone");
  const second = await order("parked");
  expect(second.reason).toBe("action-stopped");
  expect(receiver.received).toHaveLength(1);
  expect(await json(flowhook.manage("/stopped-actions"))).toMatchObject({
    data: [{ flow_id: "order", action_id: "send", url: `${receiver.url}/hook`, delivery_id: first.id }],
  });
  expect(await json(explain(flowhook))).toMatchObject({
    data: { flows: [{ path: { steps: [{ held_back: { reason: "action-stopped" } }] } }] },
  });

  target.gone = false;
  const resumed = await flowhook.manage("/stopped-actions/order/send/resume", { method: "POST" });
  expect(resumed.status).toBe(200);
  expect(await json(flowhook.manage("/stopped-actions"))).toEqual({ data: [] });
  await order("delivered");
  for (const [id, what] of [
    [second.id, "approve"],
    [first.id, "retry"],
  ]) {
    expect((await flowhook.manage(`/deliveries/${id}/${what}`, { method: "POST" })).status).toBe(202);
    await waitFor(flowhook, "delivered", (listed) => listed.id === id);
  }
});

it("a changed URL ends the stop without an operator", async () => {
  const { target, receiver, flows, flowhook, order } = await start();
  await order("failed");
  target.gone = false;
  flows.replace({ "order.yaml": orderFlow("order", `${receiver.url}/v2`) });
  // The process reads the flows every five seconds; until then new deliveries are parked.
  for (let n = 0; ; n++) {
    await flowhook.post({ ...ORDER, unique_id: `moved-${n}` });
    const { data } = await json(flowhook.manage("/deliveries?status=delivered"));
    if (data.length > 0) break;
  }
  expect(await json(flowhook.manage("/stopped-actions"))).toEqual({ data: [] });
  expect((await json(flowhook.manage("/dead-letters"))).data).toHaveLength(1);
});
