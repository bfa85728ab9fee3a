// A target that is down, a target that recovers, and limits, over the whole path of the embedded process.

import { afterEach, expect, it } from "vitest";
import type { WebhookTarget } from "#app/delivery/sending-ports.ts";
import type { TargetAnswer } from "#core/delivery/outcome.ts";
import { NOON } from "#support/delivery-samples.ts";
import { eventually } from "#support/eventually.ts";
import { orderFlow } from "#support/flow-files.ts";
import { TestClock } from "#support/test-clock.ts";
import { ORDER, startTestProcess, type TestProcess } from "#support/test-process.ts";

const DOWN = "https://down.example";
const MINUTE = 60_000;
const OK: TargetAnswer = { type: "answered", status: 200, excerpt: "", durationMs: 1 };
const TIMEOUT: TargetAnswer = { type: "unanswered", reason: "timeout", detail: "", durationMs: 15_000 };

let flowhook: TestProcess;
afterEach(() => flowhook.stop());

/** A process whose clock moves only when the test moves it, and whose targets give the answers that the test sets. */
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
  /** Moves the clock in steps. After each step it makes a request; when that is answered, the work begun before is committed. */
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

it("a target that is down receives only probes until one succeeds; then all is delivered and no attempt is wasted", async () => {
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
  // Only the probes; each of them is a delivery that waited.
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
  expect(news.at(-1)).toBe(`${DOWN} is back: its deliveries continue.`);
  const all = (await manage("/deliveries?limit=200")).data;
  expect(all.map(({ status }: { status: string }) => status)).toEqual(Array(20).fill("delivered"));
  expect(flowhook.errors).toEqual([]);
});

it("after an operator closes the circuit, deliveries are sent at once, including those that wait for it", async () => {
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
  // These deliveries only waited for the target. Attempted deliveries keep the times of their retries.
  const all = await eventually("all 23 deliveries are listed", async () => {
    // The clock stops after ten seconds. The remaining writes only need the disk.
    if (clock.now() - closedAt < 10_000) await pass(250);
    const listed: { status: string; attempts_made: number }[] = (await manage("/deliveries?limit=50")).data;
    return listed.length === 23 && listed;
  });
  expect(all.filter(({ attempts_made }) => attempts_made === 0)).toEqual([]);
  expect(all.filter(({ status }) => status === "waiting")).toEqual([]);
  expect(posts.length).toBeGreaterThanOrEqual(12 + 11);
});

it("a test is sent at once although the circuit is open, and does not change the circuit", async () => {
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

it("a target receives no more requests per second than its limit, and finally receives all of them", async () => {
  const hostLimits = { "down.example": { requests_per_second: 2 } };
  const { posts, send, pass } = await start({ "a.yaml": orderFlow("a", `${DOWN}/hook`) }, { hostLimits });
  await send(20);
  await pass(15_000);
  expect(new Set(posts.map(({ id }) => id)).size).toBe(20);
  const times = posts.map(({ at }) => at).sort((a, b) => a - b);
  const windows = times.map((time) => times.filter((other) => other >= time && other < time + 1_000).length);
  expect(Math.max(...windows)).toBeLessThanOrEqual(2);
});
