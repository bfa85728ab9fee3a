import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { orderFlow } from "#support/flow-files.ts";
import { end, type ServedProcess, serve } from "#support/flowhook-command.ts";
import { startReceiver, type TestReceiver } from "#support/receiver.ts";
import { ORDER } from "#support/test-process.ts";

const EVENTS = 5_000;
const KILL_AFTER = 2_000;
const SENDERS = 32;
/** Only deliveries in flight at the kill repeat. So more webhooks than this mean that one event leads to webhooks without end. */
const MOST_WEBHOOKS = 2 * EVENTS;
/** The time after which an unfinished run prints its state, in milliseconds. Most runs take 3 s. */
const STUCK_AFTER_MS = 90_000;
const KEY = "kill-test-key";

it("a kill -9 in the middle of 5,000 events loses no accepted event, and repeats carry the same webhook-id", async () => {
  const directory = mkdtempSync(join(tmpdir(), "flowhook-kill-"));
  const receiver = await startReceiver();
  mkdirSync(join(directory, "flows"));
  writeFileSync(join(directory, "flows", "order.yaml"), orderFlow("order", `${receiver.url}/hook`));
  const args = [
    "--data",
    join(directory, "data"),
    "--flows",
    join(directory, "flows"),
    "--allow-target",
    "127.0.0.1/32",
  ];
  const begin = () => serve(args, { FLOWHOOK_API_KEY: KEY });

  let server = await begin();
  const accepted = new Set<string>();
  const queue = Array.from({ length: EVENTS }, (_, number) => `order-${number}`);
  let killed = false;
  let restarted: Promise<ServedProcess> | undefined;
  const sendAll = async () => {
    for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
      if (await send(server.url, id)) accepted.add(id);
      else {
        // The server is gone. Events that were not accepted are sent again, as a client would.
        queue.push(id);
        restarted ??= begin();
        server = await restarted;
      }
      // Kills only the first server: the second must not be killed before it has accepted an event.
      if (accepted.size >= KILL_AFTER && !killed) {
        killed = true;
        server.child.kill("SIGKILL");
      }
    }
  };
  const delivered = () => new Set(receiver.received.map(({ body }): string => JSON.parse(body).order));
  const watch = setTimeout(() => {
    const [arrived, left] = [delivered(), leftInStore(join(directory, "data", "flowhook.db"))];
    const missing = [...accepted].filter((id) => !arrived.has(id));
    const state = {
      accepted: accepted.size,
      missing: missing.slice(0, 5),
      count: missing.length,
      unsent: queue.length,
      left,
    };
    console.error(`The run is stuck: ${JSON.stringify(state)}\n${server.output()}`);
  }, STUCK_AFTER_MS);
  await Promise.all(Array.from({ length: SENDERS }, sendAll));
  expect(restarted).toBeDefined();
  expect(accepted.size).toBe(EVENTS);

  const idsOf = await webhookIds(receiver);
  expect([...accepted].filter((id) => !idsOf.has(id))).toEqual([]);
  expect([...idsOf.values()].filter((ids) => ids.size !== 1)).toEqual([]);
  expect(new Set([...idsOf.values()].flatMap((ids) => [...ids])).size).toBe(EVENTS);

  clearTimeout(watch);
  expect(await end(server.child, "SIGTERM")).toBe(0);
  await receiver.close();
  rmSync(directory, { recursive: true });
});

/** The ids of the webhooks of each order, once all orders have arrived. */
async function webhookIds(receiver: TestReceiver): Promise<Map<string, Set<string>>> {
  const idsOf = new Map<string, Set<string>>();
  let counted = 0;
  while (idsOf.size < EVENTS) {
    if (receiver.received.length > MOST_WEBHOOKS) throw new Error(`${idsOf.size} events led to ${counted} webhooks`);
    for (const { body, headers } of receiver.received.slice(counted)) {
      const order: string = JSON.parse(body).order;
      idsOf.set(order, (idsOf.get(order) ?? new Set()).add(String(headers["webhook-id"])));
    }
    counted = receiver.received.length;
    if (idsOf.size < EVENTS) await receiver.waitFor(counted + 1);
  }
  return idsOf;
}

async function send(url: string, id: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/events`, {
      method: "POST",
      headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
      body: JSON.stringify({ ...ORDER, unique_id: id, properties: { ...ORDER.properties, OrderId: id } }),
    });
    await answer.arrayBuffer();
    return answer.status === 202;
  } catch {
    return false; // the connection broke, so the event may or may not be stored
  }
}

/** The unfinished rows of the store, by table. */
function leftInStore(path: string): Record<string, unknown> {
  const database = new DatabaseSync(path, { readOnly: true });
  const count = (table: string) => database.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.["rows"];
  const left = Object.fromEntries(["events", "dispatches", "deliveries"].map((table) => [table, count(table)]));
  const suspects = database.prepare("SELECT seq, receives FROM events ORDER BY seq LIMIT 3").all();
  const waiting = database.prepare("SELECT id, due_at, taken, receives FROM dispatches LIMIT 3").all();
  database.close();
  return { ...left, suspects, waiting };
}
