// One target that does not answer, and fifty that do, over real connections.

import { expect, it } from "vitest";
import { createHttpTarget } from "#backends/http-target/http-target.ts";
import { LOOPBACK } from "#support/address-ranges.ts";
import { orderFlow } from "#support/flow-files.ts";
import { startReceiver } from "#support/receiver.ts";
import { ORDER, startTestProcess, type TestProcess } from "#support/test-process.ts";

const FAST = 50;
/** More than the maximum of attempts in flight. */
const SLOW_EVENTS = 600;
const FAST_EVENTS = 10;

async function sendEvents(flowhook: TestProcess, metric: string, count: number): Promise<void> {
  const answers = Array.from({ length: count }, () => flowhook.post({ ...ORDER, metric }));
  for (const answer of await Promise.all(answers)) expect(answer.status).toBe(202);
}

it("fifty targets receive their webhooks while one does not answer, and that one receives all of its webhooks later", async () => {
  const released = Promise.withResolvers<void>();
  let answered = 0;
  const slow = await startReceiver(async () => {
    await released.promise;
    answered += 1;
    return { status: 200 };
  });
  const fast = await Promise.all(Array.from({ length: FAST }, () => startReceiver()));
  const flows = Object.fromEntries(
    fast.map(({ url }, index) => [`fast-${index}.yaml`, orderFlow(`fast-${index}`, `${url}/hook`)]),
  );
  const slowFlow = orderFlow("slow", `${slow.url}/hook`).replace("id: Placed Order", "id: Refunded Order");
  // No request may time out during the test, even on a slow machine, because that would free a permit.
  const target = createHttpTarget({ policy: { allowed: LOOPBACK }, timeoutMs: 150_000 });
  const flowhook = await startTestProcess({ flows: { ...flows, "slow.yaml": slowFlow }, overrides: { target } });
  try {
    await sendEvents(flowhook, "Refunded Order", SLOW_EVENTS);
    await sendEvents(flowhook, "Placed Order", FAST_EVENTS);
    await Promise.all(fast.map((receiver) => receiver.waitFor(FAST_EVENTS)));
    expect(answered).toBe(0);
    expect(slow.received.length).toBeGreaterThan(0);
    // No request has timed out either, which would have freed a permit.
    const retrying = await flowhook.manage("/deliveries?status=retrying");
    expect(await retrying.json()).toEqual({ data: [] });
    released.resolve();
    await expect.poll(() => answered).toBe(SLOW_EVENTS);
    expect(flowhook.errors).toEqual([]);
  } finally {
    await flowhook.stop();
    await target.close();
    await Promise.all([slow.close(), ...fast.map((receiver) => receiver.close())]);
  }
});
