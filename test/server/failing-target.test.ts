// A target that is down, one that is mended, and limits, over the whole path of the embedded process.

import { afterEach, expect, it } from "vitest";
import type { WebhookTarget } from "#app/delivery/sending-ports.ts";
import type { TargetAnswer } from "#core/delivery/outcome.ts";
import { NOON } from "#support/delivery-samples.ts";
import { eventually } from "#support/eventually.ts";
import { TestClock } from "#support/test-clock.ts";
import { ORDER, orderFlow, startTestProcess, type TestProcess } from "#support/test-process.ts";

const DOWN = "https://down.example";
const MINUTE = 60_000;
const OK: TargetAnswer = { type: "answered", status: 200, excerpt: "", durationMs: 1 };
const TIMEOUT: TargetAnswer = { type: "unanswered", reason: "timeout", detail: "", durationMs: 15_000 };

let flowhook: TestProcess;
afterEach(() => flowhook.stop());

/** A process whose clock stands until it is moved, and whose targets answer as is said. */
async function start(
  flows: Readonly<Record<string, string>>,
  options: Parameters<typeof startTestProcess>[0]["overrides"] = {},
) {
  const clock = new TestClock(NOON);
  const posts: { url: string; at: number; id: string }[] = [];
  const answers = new Map<string, TargetAnswer>();
  const news: string[] = [];
  const target: WebhookTarget = {
    post: async ({ url, headers }) => {
      const { origin } = new URL(url);
      posts.push({ url: origin, at: clock.now(), id: headers["webhook-id"] ?? "" });
      return answers.get(origin) ?? OK;
    },
  };
  flowhook = await startTestProcess({
    flows,
    clock,
    overrides: { target, onNews: ({ text }) => news.push(text), ...options },
  });
  const send = async (count: number) => {
    for (let event = 0; event < count; event++) expect((await flowhook.post(ORDER)).status).toBe(202);
  };
  /** Lets time pass in steps, and a request go there and back after each: until then what was begun is committed. */
  const pass = async (ms: number, step = 250) => {
    const end = clock.now() + ms;
    while (clock.now() < end) {
      await clock.moveTo(Math.min(end, clock.now() + step));
      await flowhook.manage("/targets");
    }
  };
  const manage = async (path: string, init?: RequestInit) =>
    JSON.parse(await (await flowhook.manage(path, init)).text());
  return { clock, posts, answers, news, send, pass, manage };
}

it("a target that is down is left alone until a probe shows that it is back; then all is delivered, no attempt wasted", async () => {
  const { posts, answers, news, send, pass, manage } = await start({ "down.yaml": orderFlow("down", `${DOWN}/hook`) });
  answers.set(DOWN, TIMEOUT);
  await send(12);
  await pass(30_000);
  expect(news).toMatchObject([expect.stringMatching(/^https:\/\/down\.example fails \(timeout, \d+ times in a row\)/)]);
  const [listed] = (await manage("/targets")).data;
  expect(listed).toMatchObject({ target: DOWN, state: "open", reason: "timeout" });

  const before = posts.length;
  await send(8);
  await pass(10 * MINUTE, 5_000);
  // The probes, and nothing else; each of them is a delivery that waited.
  expect(posts.length - before).toBeLessThanOrEqual(6);
  const probes = new Set(posts.slice(before).map(({ id }) => id));
  const last: { id: string }[] = (await manage("/deliveries?limit=8")).data;
  const waiting = last.filter(({ id }) => !probes.has(id));
  expect(waiting.length).toBeGreaterThanOrEqual(2);
  for (const delivery of waiting) {
    expect(delivery).toMatchObject({
      status: "waiting",
      reason: "target-failing",
      attempts_made: 0,
      waits_for: { target: DOWN, reason: "target-failing" },
    });
  }

  answers.delete(DOWN);
  await pass(40 * MINUTE, 5_000);
  expect(news.at(-1)).toBe(`${DOWN} is back: its deliveries go on.`);
  const all = (await manage("/deliveries?limit=200")).data;
  expect(all.map(({ status }: { status: string }) => status)).toEqual(Array(20).fill("delivered"));
  expect(flowhook.errors).toEqual([]);
});

it("a circuit that a person closes lets deliveries go at once, those that wait for it too", async () => {
  const { clock, posts, answers, send, pass, manage } = await start({ "down.yaml": orderFlow("down", `${DOWN}/hook`) });
  answers.set(DOWN, TIMEOUT);
  await send(12);
  await pass(30_000);
  await send(10);
  await pass(20_000);
  const waiting = (await manage("/deliveries?limit=50&status=waiting")).data;
  expect(waiting.length).toBeGreaterThan(5);
  answers.delete(DOWN);
  const closed = await manage(`/targets/close?target=${encodeURIComponent(DOWN)}`, { method: "POST" });
  expect(closed).toEqual({ data: { target: DOWN, state: "closed" } });
  const closedAt = clock.now();
  await send(1);
  // Deliveries that only waited for the target; those that were tried keep the times of their retries.
  const all = await eventually("all 23 deliveries are listed", async () => {
    // Time stops after ten seconds. What is then still to be written only needs the disk.
    if (clock.now() - closedAt < 10_000) await pass(250);
    const listed: { status: string; attempts_made: number }[] = (await manage("/deliveries?limit=50")).data;
    return listed.length === 23 && listed;
  });
  expect(all.filter(({ attempts_made }) => attempts_made === 0)).toEqual([]);
  expect(all.filter(({ status }) => status === "waiting")).toEqual([]);
  expect(posts.length).toBeGreaterThanOrEqual(12 + 11);
});

it("a test is sent at once though the circuit is open, and changes nothing about it", async () => {
  const { posts, answers, send, pass, manage } = await start({ "down.yaml": orderFlow("down", `${DOWN}/hook`) });
  answers.set(DOWN, TIMEOUT);
  await send(12);
  await pass(30_000);
  const before = [(await manage("/targets")).data, posts.length];
  expect(before[0]).toMatchObject([{ state: "open" }]);
  const test = () => manage("/flows/down/test-send", { method: "POST", body: JSON.stringify({ event: ORDER }) });
  expect((await test()).data).toMatchObject({ status: "tested", reason: "timeout" });
  answers.delete(DOWN);
  expect((await test()).data).toMatchObject({ status: "tested", response_status: 200 });
  expect([(await manage("/targets")).data, posts.length - 2]).toEqual(before);
});

it("a target gets no more requests a second than its limit, and in the end all", async () => {
  const hostLimits = { "down.example": { requests_per_second: 2 } };
  const { posts, send, pass } = await start({ "a.yaml": orderFlow("a", `${DOWN}/hook`) }, { hostLimits });
  await send(20);
  await pass(15_000);
  expect(new Set(posts.map(({ id }) => id)).size).toBe(20);
  const times = posts.map(({ at }) => at).sort((a, b) => a - b);
  const windows = times.map((time) => times.filter((other) => other >= time && other < time + 1_000).length);
  expect(Math.max(...windows)).toBeLessThanOrEqual(2);
});
