// The embedded process refuses an event that it can't store, and reports the reason. test/server/disk-full.test.ts has the full disk.

import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { afterEach, expect, it } from "vitest";
import { eventually } from "#support/eventually.ts";
import { orderFlow } from "#support/flow-files.ts";
import { type Answer, startReceiver, type TestReceiver } from "#support/receiver.ts";
import { INGEST_KEY, ORDER, startTestProcess, TestFlows, type TestProcess } from "#support/test-process.ts";

let receiver: TestReceiver;
let flowhook: TestProcess;
let isStopped = false;
afterEach(async () => {
  if (!isStopped) await flowhook.stop();
  isStopped = false;
  await receiver.close();
});

/** A process whose target answers only after `released` resolves. */
async function start(maxBacklog: { events: number; bytes: number }, released: Promise<Answer>) {
  receiver = await startReceiver(() => released);
  const flows = { "a.yaml": orderFlow("order", `${receiver.url}/hook`) };
  flowhook = await startTestProcess({ flows, overrides: { maxBacklog } });
}

async function health(path: string) {
  const answer = await fetch(`${flowhook.url}${path}`);
  return { status: answer.status, body: JSON.parse(await answer.text()) };
}

const READY = { status: 200, body: { status: "ok" } };

const notReady = (code: string) => ({
  status: 503,
  body: { status: "unavailable", reasons: [{ code, detail: expect.stringMatching(/\.$/) }] },
});

const MANY = 1_000_000;

it.each([
  ["two events", { events: 2, bytes: MANY }],
  ["the bytes of two events", { events: MANY, bytes: 2 * JSON.stringify(ORDER).length }],
])(
  "a backlog of %s refuses the third with 503 and Retry-After, and accepts it once the backlog is done",
  async (_title, bound) => {
    const released = Promise.withResolvers<Answer>();
    await start(bound, released.promise);
    expect(await health("/health/ready")).toEqual(READY);
    expect((await flowhook.post(ORDER)).status).toBe(202);
    expect((await flowhook.post(ORDER)).status).toBe(202);
    const refused = await flowhook.post(ORDER);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "5"]);
    expect(JSON.parse(await refused.text()).errors).toMatchObject([
      { code: "unavailable", detail: "The backlog of events is full. The request was not stored. Send it again." },
    ]);
    expect(await health("/health/ready")).toEqual(notReady("backlog-full"));
    expect([(await health("/health")).status, (await health("/health/live")).status]).toEqual([200, 200]);

    released.resolve({ status: 200 });
    await eventually("the event is accepted", async () => (await flowhook.post(ORDER)).status === 202);
    await receiver.waitFor(3);
    await eventually("the process is ready", async () => (await health("/health/ready")).status === 200);
    expect(receiver.received).toHaveLength(3);
  },
);

it("a stopping process finishes the request that it admitted, and refuses a new one with 503 and Retry-After", async () => {
  await start({ events: MANY, bytes: MANY }, Promise.resolve({ status: 200 }));
  const body = JSON.stringify(ORDER);
  const head = `POST /events HTTP/1.1\r\nhost: flowhook\r\nauthorization: Bearer ${INGEST_KEY}\r\ncontent-type: application/json\r\n`;
  const { port } = new URL(flowhook.url);
  const admitted = connect(Number(port), "127.0.0.1");
  const late = connect(Number(port), "127.0.0.1");
  const answers = Promise.all([text(admitted), text(late)]);
  admitted.write(`${head}content-length: ${body.length}\r\nexpect: 100-continue\r\n\r\n`);
  await new Promise((resolve) => admitted.once("data", resolve));
  late.write(head);
  // The answer to a later request shows that the server read the beginning of this one.
  expect((await health("/health")).status).toBe(200);
  const stopped = flowhook.stop();
  isStopped = true;
  admitted.write(body);
  late.write(`content-length: ${body.length}\r\n\r\n${body}`);
  const [first, second] = await answers;
  await stopped;
  expect(first).toMatch(/HTTP\/1\.1 202 /);
  expect(second).toMatch(/^HTTP\/1\.1 503 .*connection: close.*The process is stopping/is);
  expect(second).toMatch(/retry-after: 5\r\n/);
});

it("a process without usable flows is not ready, and still stores events", async () => {
  receiver = await startReceiver();
  const flows = new TestFlows({ "a.yaml": orderFlow("order", `${receiver.url}/hook`) });
  let minutes = 0;
  let areUnreadable = false;
  const started = Date.now();
  flowhook = await startTestProcess({
    flows: {
      load: () => flows.load(),
      version: () => (areUnreadable ? Promise.reject(new Error("the flows are gone")) : flows.version()),
    },
    overrides: { now: () => started + minutes * 60_000 },
  });
  areUnreadable = true;
  expect(await health("/health/ready")).toEqual(READY);
  minutes = 6;
  expect(await health("/health/ready")).toEqual(notReady("flows-unavailable"));
  expect((await flowhook.post(ORDER)).status).toBe(202);
  areUnreadable = false;
  expect(await health("/health/ready")).toEqual(READY);
  await receiver.waitFor(1);
});
