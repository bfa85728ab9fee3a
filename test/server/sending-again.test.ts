// Sends many deliveries again over the whole path: a target fails, its dead letters are listed, it recovers, and each of them
// is sent once, with its earlier id.

import { expect, it } from "vitest";
import { closedAfterwards } from "#support/closed-afterwards.ts";
import { eventually } from "#support/eventually.ts";
import { orderFlow } from "#support/flow-files.ts";
import { startReceiver } from "#support/receiver.ts";
import { ORDER, startTestProcess, type TestProcess } from "#support/test-process.ts";

const closeAfterwards = closedAfterwards();

const MANUAL = orderFlow("reviewed", "https://never.example/hook").replace("status: live", "status: manual");

/** A Flowhook with orders that its target refused; the target fails until the test repairs it. */
async function start(orders: number) {
  const target = { broken: true };
  const receiver = await startReceiver(() => ({ status: target.broken ? 404 : 200 }));
  closeAfterwards(() => receiver.close());
  const flows = { "order.yaml": orderFlow("order", `${receiver.url}/hook`) };
  const flowhook = await startTestProcess({ flows, speed: 20 });
  closeAfterwards(() => flowhook.stop());
  for (let number = 0; number < orders; number++) await flowhook.post({ ...ORDER, unique_id: `order-${number}` });
  const failed = await flowhook.settled(orders);
  expect(failed.every(({ status }) => status === "failed")).toBe(true);
  return { target, receiver, flowhook, ids: failed.map(({ id }) => id) };
}

interface Bulk {
  readonly data: { sent: string[]; left: { id: string; why: string }[]; last_due_at?: string };
  readonly next?: string;
}

async function bulk(flowhook: TestProcess, path: string, body: object): Promise<Bulk> {
  const answer = await flowhook.manage(path, { method: "POST", body: JSON.stringify(body) });
  expect(answer.status).toBe(202);
  return JSON.parse(await answer.text());
}

async function statuses(flowhook: TestProcess): Promise<string[]> {
  const { data } = JSON.parse(await (await flowhook.manage("/deliveries?limit=200")).text());
  return data.map(({ status }: { status: string }) => status);
}

async function until(flowhook: TestProcess, holds: (all: readonly string[]) => boolean): Promise<void> {
  await eventually("the deliveries have the statuses", async () => holds(await statuses(flowhook)));
}

const allDelivered = (all: readonly string[]) => all.every((status) => status === "delivered");

it("a redrive sends every dead letter again, page by page, with its id and its history", async () => {
  const { target, receiver, flowhook, ids } = await start(5);
  target.broken = false;
  const first = await bulk(flowhook, "/dead-letters/redrive", {
    flow: "order",
    reason: "http-404",
    rate: 100,
    limit: 3,
  });
  expect(first.data.sent).toHaveLength(3);
  const second = await bulk(flowhook, "/dead-letters/redrive", {
    flow: "order",
    reason: "http-404",
    rate: 100,
    limit: 3,
    cursor: first.next,
  });
  expect([...first.data.sent, ...second.data.sent].sort()).toEqual([...ids].sort());
  expect(second.next).toBeUndefined();
  await until(flowhook, allDelivered);
  const sent = receiver.received.map(({ headers }) => String(headers["webhook-id"]));
  expect(sent.slice(5).sort()).toEqual([...ids].sort());
  const { data } = JSON.parse(await (await flowhook.manage(`/deliveries/${ids[0]}`)).text());
  expect(data.attempts.map(({ round, outcome }: { round: number; outcome: string }) => `${round} ${outcome}`)).toEqual([
    "1 failed",
    "2 delivered",
  ]);
  expect((await bulk(flowhook, "/dead-letters/redrive", {})).data).toEqual({ sent: [], left: [] });
});

it("a page that is requested twice sends nothing twice", async () => {
  const { target, receiver, flowhook } = await start(4);
  target.broken = false;
  const [one, two] = await Promise.all([
    bulk(flowhook, "/dead-letters/redrive", { rate: 20 }),
    bulk(flowhook, "/dead-letters/redrive", { rate: 20 }),
  ]);
  expect(new Set([...one.data.sent, ...two.data.sent]).size).toBe(4);
  await until(flowhook, allDelivered);
  expect(receiver.received).toHaveLength(8);
});

it("the rate holds across pages that are requested in direct succession", async () => {
  const { flowhook } = await start(3);
  let cursor: string | undefined;
  const times: number[] = [];
  do {
    const page = await bulk(flowhook, "/dead-letters/redrive", { rate: 0.01, ...(cursor ? { cursor } : {}) });
    expect(page.data.sent).toHaveLength(1);
    times.push(Date.parse(page.data.last_due_at ?? ""));
    cursor = page.next;
  } while (cursor !== undefined);
  expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 100_000, 200_000]);
});

it("a rate spreads the deliveries over time", async () => {
  const { target, flowhook } = await start(3);
  target.broken = false;
  const { data } = await bulk(flowhook, "/dead-letters/redrive", { rate: 0.1, limit: 3 });
  const soonest = await flowhook.settled(0);
  expect(soonest.filter(({ status }) => status === "failed").length).toBeGreaterThan(0);
  expect(Date.parse(data.last_due_at ?? "")).toBeGreaterThan(Date.now() + 10_000);
  await until(flowhook, allDelivered);
  const { data: all } = JSON.parse(await (await flowhook.manage("/deliveries")).text());
  const times: number[] = all.map(({ updated_at }: { updated_at: string }) => Date.parse(updated_at)).sort();
  expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeGreaterThanOrEqual(19_000);
});

it("a replay sends delivered webhooks only if it is forced, and marks them as replayed", async () => {
  const { target, receiver, flowhook, ids } = await start(2);
  target.broken = false;
  await bulk(flowhook, "/dead-letters/redrive", {});
  await until(flowhook, allDelivered);
  const asked = { flow: "order", since: "2026-01-01", rate: 1_000 };
  const refused = await bulk(flowhook, "/deliveries/replay", asked);
  expect(refused.data.sent).toEqual([]);
  expect(refused.data.left.map(({ why }) => why)).toEqual(
    Array(2).fill('It was delivered. Add "force": true to send it again.'),
  );
  const replayed = await bulk(flowhook, "/deliveries/replay", { ...asked, force: true });
  expect([...replayed.data.sent].sort()).toEqual([...ids].sort());
  const received = await receiver.waitFor(6);
  expect(received.map(({ headers }) => headers["flowhook-replay"])).toEqual([
    ...Array(4).fill(undefined),
    ...Array(2).fill("true"),
  ]);
  const marks = await eventually("three attempts are recorded", async () => {
    const { data }: { data: { attempts: { replay?: boolean }[] } } = JSON.parse(
      await (await flowhook.manage(`/deliveries/${ids[0]}`)).text(),
    );
    return data.attempts.length >= 3 && data.attempts.map(({ replay }) => replay);
  });
  expect(marks).toEqual([undefined, undefined, true]);
});

it("parked deliveries are approved or discarded by selection", async () => {
  const flowhook = await startTestProcess({ flows: { "reviewed.yaml": MANUAL }, speed: 20 });
  closeAfterwards(() => flowhook.stop());
  for (let number = 0; number < 3; number++) await flowhook.post({ ...ORDER, unique_id: `order-${number}` });
  await until(flowhook, (all) => all.length === 3 && all.every((status) => status === "parked"));
  expect((await bulk(flowhook, "/deliveries/approve", { reason: "action-stopped" })).data.sent).toEqual([]);
  const discarded = await bulk(flowhook, "/deliveries/discard", { flow: "reviewed", limit: 2 });
  expect(discarded.data.sent).toHaveLength(2);
  expect((await statuses(flowhook)).sort()).toEqual(["discarded", "discarded", "parked"]);
  const approved = await bulk(flowhook, "/deliveries/approve", { reason: "waits-for-approval" });
  expect(approved.data.sent).toHaveLength(1);
  await until(flowhook, (all) => !all.includes("parked"));
});

it.each([
  ["/dead-letters/redrive", { flows: "order" }, "/flows", 'Did you mean "flow"?'],
  ["/dead-letters/redrive", { rate: 0 }, "/rate", "0.01"],
  ["/dead-letters/redrive", { since: "yesterday" }, "/since", "ust be a day or a time with a zone"],
  ["/dead-letters/redrive", { cursor: "x" }, "/cursor", "Must be the `next` of a page of the same listing"],
  ["/deliveries/replay", { flow: "order" }, "", "ust name `event`, or both `flow` and `since`"],
  ["/deliveries/replay", { flow: "order", since: "2026-01-01", status: "parked" }, "/status", '"failed"'],
  ["/deliveries/approve", { force: true }, "/force", "force"],
] as const)("%s with the body %j is refused; the error points to %s", async (path, body, pointer, detail) => {
  const flowhook = await startTestProcess({ flows: {} });
  closeAfterwards(() => flowhook.stop());
  const answer = await flowhook.manage(path, { method: "POST", body: JSON.stringify(body) });
  const { errors } = JSON.parse(await answer.text());
  expect(answer.status).toBe(400);
  expect(errors).toEqual([expect.objectContaining({ source: { pointer }, detail: expect.stringContaining(detail) })]);
});
