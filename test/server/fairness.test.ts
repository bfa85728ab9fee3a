// One target that does not answer, and fifty that do, over real connections.

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { createHttpTarget } from "#backends/http-target/http-target.ts";
import { parseCidr } from "#core/target/cidr.ts";
import { startReceiver } from "#support/receiver.ts";
import { ORDER, orderFlow, startTestProcess, type TestProcess } from "#support/test-process.ts";

const FAST = 50;
const LOOPBACK = loopback();
/** More than the maximum of attempts in flight. */
const SLOW_EVENTS = 600;
const FAST_EVENTS = 10;

/** A receiver that answers no request until the test releases it, and then answers all of them. */
async function startHolding() {
  const held: ServerResponse[] = [];
  let holding = true;
  let answered = 0;
  const answer = (response: ServerResponse) => {
    answered += 1;
    response.end();
  };
  const server = createServer((request, response) => {
    request.resume().once("end", () => (holding ? held.push(response) : answer(response)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP: always an AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    held,
    answered: () => answered,
    letGo() {
      holding = false;
      for (const response of held.splice(0)) answer(response);
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function loopback() {
  const parsed = parseCidr("127.0.0.0/8");
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.cidr;
}

async function sendEvents(flowhook: TestProcess, metric: string, count: number): Promise<void> {
  const answers = Array.from({ length: count }, () => flowhook.post({ ...ORDER, metric }));
  for (const answer of await Promise.all(answers)) expect(answer.status).toBe(202);
}

it("fifty targets receive their webhooks while one does not answer, and that one receives all of its webhooks later", async () => {
  const slow = await startHolding();
  const fast = await Promise.all(Array.from({ length: FAST }, () => startReceiver()));
  const flows = Object.fromEntries(
    fast.map(({ url }, index) => [`fast-${index}.yaml`, orderFlow(`fast-${index}`, `${url}/hook`)]),
  );
  const slowFlow = orderFlow("slow", `${slow.url}/hook`).replace("id: Placed Order", "id: Refunded Order");
  // No request may time out during the test, even on a slow machine, because that would free a permit.
  const target = createHttpTarget({ policy: { allowed: [LOOPBACK] }, timeoutMs: 150_000 });
  const flowhook = await startTestProcess({ flows: { ...flows, "slow.yaml": slowFlow }, overrides: { target } });
  try {
    await sendEvents(flowhook, "Refunded Order", SLOW_EVENTS);
    await sendEvents(flowhook, "Placed Order", FAST_EVENTS);
    await Promise.all(fast.map((receiver) => receiver.waitFor(FAST_EVENTS)));
    expect(slow.answered()).toBe(0);
    expect(slow.held.length).toBeGreaterThan(0);
    // No request has timed out either, which would have freed a permit.
    const retrying = await flowhook.manage("/deliveries?status=retrying");
    expect(await retrying.json()).toEqual({ data: [] });
    slow.letGo();
    await expect.poll(slow.answered).toBe(SLOW_EVENTS);
    expect(flowhook.errors).toEqual([]);
  } finally {
    await flowhook.stop();
    await target.close();
    await Promise.all([slow.close(), ...fast.map((receiver) => receiver.close())]);
  }
});
