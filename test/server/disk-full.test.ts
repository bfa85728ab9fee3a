// The disk is full under load. A page limit on the connection that the process writes through causes a real SQLITE_FULL.

import type { DatabaseSync } from "node:sqlite";
import { afterEach, expect, it, vi } from "vitest";
import { eventually } from "#support/eventually.ts";
import { orderFlow } from "#support/flow-files.ts";
import { incompressibleText } from "#support/incompressible-text.ts";
import { type Answer, startReceiver, type TestReceiver } from "#support/receiver.ts";
import { ORDER, startTestProcess, type TestProcess } from "#support/test-process.ts";

const opened = vi.hoisted(() => ({ databases: [] as unknown[] }));

vi.mock("#backends/embedded/database.ts", async (original) => {
  const module = await original<typeof import("#backends/embedded/database.ts")>();
  const openDatabase: typeof module.openDatabase = (path) => {
    const database = module.openDatabase(path);
    opened.databases.push(database);
    return database;
  };
  return { ...module, openDatabase };
});

const SENDERS = 8;
/** A text that makes the file grow with each event and each record; it is incompressible because stores compress. */
const LONG = incompressibleText(8_000, 1);

/** The maximum of attempts in flight to one target (lanes.ts), and a larger number of events. */
const AT_ONCE = 256;
const MORE_THAN_AT_ONCE = 600;

let receiver: TestReceiver;
let flowhook: TestProcess;
afterEach(async () => {
  await flowhook.stop();
  await receiver.close();
});

/** The connection that the process writes through. */
function connection(): DatabaseSync {
  return opened.databases.at(-1) as DatabaseSync; // the databases that the mock opened
}

const ordersReceived = () => receiver.received.map(({ body }): string => JSON.parse(body).order).sort();
const pagesUsed = () => Number(connection().prepare("PRAGMA page_count").get()?.["page_count"]);
const boundTo = (pages: number) => connection().exec(`PRAGMA max_page_count = ${pages}`);

/** Sends orders concurrently, and each of them again until it is accepted. */
class Load {
  readonly accepted = new Set<string>();
  readonly refusals: number[] = [];
  #count = 0;

  /** Sends until the condition holds. */
  async until(enough: () => boolean): Promise<void> {
    const sendOn = async () => {
      if (!enough()) await this.#send(`order-${this.#count++}`, enough);
      return enough();
    };
    const sender = () => eventually("enough requests are answered", sendOn);
    await Promise.all(Array.from({ length: SENDERS }, sender));
  }

  async #send(id: string, enough: () => boolean): Promise<void> {
    const event = { ...ORDER, unique_id: id, properties: { ...ORDER.properties, OrderId: id, Long: LONG } };
    await eventually("the event is accepted", async () => {
      const { status } = await flowhook.post(event);
      if (status === 202) this.accepted.add(id);
      else this.refusals.push(status);
      return status === 202 || enough();
    });
  }

  /** Sends until this many more requests are refused. */
  refused(more: number): Promise<void> {
    const before = this.refusals.length;
    return this.until(() => this.refusals.length >= before + more);
  }

  /** Sends until this many more requests are accepted. */
  taken(more: number): Promise<void> {
    const before = this.accepted.size;
    return this.until(() => this.accepted.size >= before + more);
  }
}

/** The number of deliveries whose recorded status is `delivered`. */
async function recorded(): Promise<number> {
  let count = 0;
  let cursor = "";
  do {
    const answer = await flowhook.manage(`/deliveries?status=delivered&limit=200${cursor}`);
    const page: { data: unknown[]; next?: string } = JSON.parse(await answer.text());
    count += page.data.length;
    cursor = page.next === undefined ? "" : `&cursor=${encodeURIComponent(page.next)}`;
  } while (cursor !== "");
  return count;
}

/** Resolves once the process could write a small row after a failure, which may still fit. Then it tries the other writes again. */
function becameWritable(): Promise<unknown> {
  return eventually("a small row is written", async () => (await fetch(`${flowhook.url}/health/ready`)).status === 200);
}

it("events accepted before and after the disk was full arrive once; while it is full, events are refused and nothing is sent", async () => {
  receiver = await startReceiver();
  flowhook = await startTestProcess({ flows: { "a.yaml": orderFlow("order", `${receiver.url}/hook`) } });
  const load = new Load();
  await load.taken(50);
  boundTo(pagesUsed() + 20);
  await eventually("the attempts in flight have ended", async () => {
    const { length } = receiver.received;
    await load.refused(200);
    await becameWritable();
    await load.refused(200);
    return receiver.received.length === length;
  });
  const { length } = receiver.received;
  await load.refused(400);
  expect(receiver.received.length).toBe(length);
  expect(new Set(load.refusals)).toEqual(new Set([503]));
  await eventually("a refused event is reported by the readiness", async () => {
    const refused = await flowhook.post({ ...ORDER, properties: { Long: LONG } });
    const ready = await fetch(`${flowhook.url}/health/ready`);
    const { reasons = [] } = JSON.parse(await ready.text());
    const isReported = ready.status === 503 && reasons[0]?.code === "store-unwritable";
    return isReported && refused.status === 503 && refused.headers.get("retry-after") === "5";
  });
  expect((await fetch(`${flowhook.url}/health/live`)).status).toBe(200);

  boundTo(1_000_000);
  await load.taken(50);
  expect((await fetch(`${flowhook.url}/health/ready`)).status).toBe(200);
  await eventually("each delivery is recorded", async () => (await recorded()) >= load.accepted.size);
  expect(ordersReceived()).toEqual([...load.accepted].sort());
  expect(flowhook.errors.some((error) => error.includes("database or disk is full"))).toBe(true);
});

it("while the disk is full, no more is sent than fits in flight: an attempt that can't be recorded keeps its permit", async () => {
  const released = Promise.withResolvers<Answer>();
  receiver = await startReceiver(() => released.promise);
  flowhook = await startTestProcess({ flows: { "a.yaml": orderFlow("order", `${receiver.url}/hook`) } });
  const load = new Load();
  await load.taken(MORE_THAN_AT_ONCE);
  boundTo(pagesUsed());
  await load.refused(20);
  released.resolve({ status: 200 });
  await load.refused(200);
  expect(receiver.received.length).toBeLessThanOrEqual(AT_ONCE);

  boundTo(1_000_000);
  await eventually("each delivery is recorded", async () => (await recorded()) >= load.accepted.size);
  expect(ordersReceived()).toEqual([...load.accepted].sort());
});
