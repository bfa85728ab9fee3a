// A target that refuses webhooks, on the real stack: its dead letters are listed, it recovers, and all letters are sent again by one
// selection, and then once more as a replay.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import type { Deployed } from "./deployed.ts";

const EVERY_MS = 500;
const WAIT_MS = 60_000;

interface Delivery {
  readonly id: string;
  readonly status: string;
  readonly reason?: string;
}

/** Makes the target of a flow refuse these orders, lets it recover, and sends them again by selection. `report` receives each step. */
export async function redriveAndReplay(
  { stack, receiver }: Pick<Deployed, "stack" | "receiver">,
  flow: { readonly id: string; readonly path: string },
  {
    orders,
    sendOrder,
    report,
  }: {
    readonly orders: readonly string[];
    readonly sendOrder: (order: string) => Promise<unknown>;
    readonly report: (text: string) => void;
  },
): Promise<void> {
  const ask = async (method: "GET" | "POST", path: string, body?: object) => {
    const answer = await stack.manage(method, path, body === undefined ? {} : { body: JSON.stringify(body) });
    assert.ok(answer.status < 300, answer.body);
    const { data } = JSON.parse(answer.body);
    report(`${method} ${path} ${body === undefined ? "" : JSON.stringify(body)} -> ${answer.status} ${describe(data)}`);
    return data;
  };
  const listed = async (path: string, count: number): Promise<Delivery[]> => {
    for (const until = Date.now() + WAIT_MS; Date.now() < until; await pause(EVERY_MS)) {
      const data = await ask("GET", path);
      if (data.length >= count) return data;
    }
    throw new Error(`${path} does not list ${count}`);
  };
  const since = new Date().toISOString();
  const selection = { flow: flow.id, since };

  receiver.answer(flow.path, Array(orders.length).fill(404));
  for (const order of orders) await sendOrder(order);
  const letters = await listed(`/dead-letters?flow=${flow.id}&reason=http-404&since=${since}`, orders.length);
  const ids = letters.map(({ id }) => id).sort();

  const redriven = await ask("POST", "/dead-letters/redrive", { ...selection, reason: "http-404", rate: 50 });
  assert.deepEqual([[...redriven.sent].sort(), redriven.left], [ids, []]);
  const delivered = await listed(`/deliveries?flow=${flow.id}&status=delivered&since=${since}`, orders.length);
  assert.deepEqual(delivered.map(({ id }) => id).sort(), ids);
  assert.deepEqual(await ask("GET", `/dead-letters?flow=${flow.id}&since=${since}`), []);

  const unforced = await ask("POST", "/deliveries/replay", selection);
  assert.deepEqual([unforced.sent, unforced.left.length], [[], orders.length]);
  await ask("POST", "/deliveries/replay", { ...selection, rate: 50, force: true });
  for (const order of orders) {
    const came = await receiver.requests(order, 3);
    assert.deepEqual(
      came.map(({ headers }) => headers["flowhook-replay"]),
      [undefined, undefined, "true"],
    );
    assert.equal(new Set(came.map(({ headers }) => headers["webhook-id"])).size, 1);
  }
}

function describe(data: readonly Delivery[] | { sent: readonly string[]; left: readonly unknown[] }): string {
  if ("sent" in data) return `${data.sent.length} sent, ${data.left.length} left`;
  return data.length === 0 ? "none" : data.map(({ status, reason }) => [status, reason].join(" ").trim()).join(", ");
}
