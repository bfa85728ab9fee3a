// Explaining in the embedded process reads the history in its store and changes nothing there.

import { expect, it, onTestFinished } from "vitest";
import type { Check } from "#app/explain/explanation.ts";
import { orderFlow } from "#support/flow-files.ts";
import { startReceiver } from "#support/receiver.ts";
import { startTestProcess, type TestProcess } from "#support/test-process.ts";

const ORDER = { metric: "Placed Order", profile: { email: "ada@customer.example" }, properties: { OrderId: "1001" } };

/** The flow's verdict on an order, and the explanation of its re-entry. */
async function explained(flowhook: TestProcess, event: object): Promise<[string, string | undefined]> {
  const body = JSON.stringify({ event });
  const answer = await flowhook.manage("/explain", { method: "POST", body });
  const { data } = JSON.parse(await answer.text());
  const check = data.flows[0].checks.find((one: Check) => one.check === "re-entry");
  return [data.flows[0].verdict, check?.says];
}

it("an event is explained from the stored history, and repeated requests get the same answer", async () => {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const once = orderFlow("once", receiver.url).replace(
    "  entry_action_id",
    "  reentry_criteria: { unit: alltime, duration: 0 }\n  entry_action_id",
  );
  const flowhook = await startTestProcess({ flows: { "once.yaml": once } });
  onTestFinished(() => flowhook.stop());
  const first = ["starts", "The profile has not been in this flow."];
  expect([await explained(flowhook, ORDER), await explained(flowhook, ORDER)]).toEqual([first, first]);

  expect((await flowhook.post({ ...ORDER, unique_id: "order-1001" })).status).toBe(202);
  await flowhook.settled(1);
  expect(await explained(flowhook, ORDER)).toEqual([
    "does-not-start",
    expect.stringContaining("enters this flow once"),
  ]);
  expect(await explained(flowhook, { ...ORDER, profile: { email: "zoe@customer.example" } })).toEqual(first);
  expect(await explained(flowhook, { ...ORDER, unique_id: "order-1001" })).toEqual([
    "starts",
    "This event has entered the flow already; sending it again has no effect.",
  ]);
  expect([receiver.received.length, flowhook.errors]).toEqual([1, []]);
});
