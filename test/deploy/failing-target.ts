// A target that keeps failing, on the real stack: its circuit opens, later deliveries wait without an attempt, and all of them are
// delivered after a probe succeeds.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Deployed } from "./deployed.ts";

/** More failures than a circuit needs to open. */
const FAILURES = 500;

const EVERY_MS = 1_000;

/** The most seconds until the circuit is open and a delivery waits: ten, and five until each function reads it. */
const MOST_ORDERS = 60;

/** The most seconds until all are delivered: a probe after half a minute, another one a minute later. */
const MOST_SECONDS = 120;

interface Delivery {
  readonly id: string;
  readonly status: string;
  readonly reason?: string;
}

/** Makes the target of a flow fail until its deliveries wait, lets it recover, and waits until all are delivered. */
export async function failAndRecover(
  { stack, receiver }: Pick<Deployed, "stack" | "receiver">,
  flow: { readonly id: string; readonly path: string },
  sendOrder: (order: string) => Promise<unknown>,
): Promise<void> {
  const ask = async <T>(path: string): Promise<T[]> => {
    const { status, body } = await stack.manage("GET", path);
    assert.equal(status, 200, body);
    return JSON.parse(body).data;
  };
  const isOpen = async () => (await ask<{ state: string }>("/targets")).some(({ state }) => state !== "closed");
  const deliveries = () => ask<Delivery>(`/deliveries?flow=${flow.id}&limit=100`);

  receiver.answer(flow.path, Array<number>(FAILURES).fill(503));
  const orders: string[] = [];
  let waiting: Delivery | undefined;
  while (waiting === undefined) {
    assert.ok(orders.length < MOST_ORDERS, "No delivery waits for its target");
    orders.push(`${flow.id}-${orders.length}`);
    await sendOrder(orders.at(-1) ?? "");
    await pause(EVERY_MS);
    waiting = (await deliveries()).find(({ status, reason }) => status === "waiting" && reason === "target-failing");
  }
  assert.equal(await isOpen(), true);

  receiver.answer(flow.path, []);
  for (let second = 0; (await deliveries()).some(({ status }) => status !== "delivered"); second++) {
    assert.ok(second < MOST_SECONDS, "Some deliveries were not delivered");
    await pause(EVERY_MS);
  }
  assert.equal((await deliveries()).length, orders.length);
  assert.equal(await isOpen(), false);
  const own = orders.flatMap((order) => receiver.received(order)).filter(isOf(waiting.id));
  assert.equal(own.length, 1, "The waiting delivery was sent before the probe");
}

function isOf(id: string) {
  return ({ headers }: { readonly headers: Readonly<Record<string, string>> }) => headers["webhook-id"] === id;
}
