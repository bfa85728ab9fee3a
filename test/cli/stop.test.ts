// SIGTERM to the real command while clients and a target delay the shutdown as much as they can.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { closedAfterwards } from "#support/closed-afterwards.ts";
import { eventually } from "#support/eventually.ts";
import { orderFlow } from "#support/flow-files.ts";
import { end, type ServedProcess, serve } from "#support/flowhook-command.ts";
import { startReceiver } from "#support/receiver.ts";
import { ORDER } from "#support/test-process.ts";

const KEY = "stop-test-key";
const ADMIN = "stop-test-admin";
/** The most attempts that one target may have in flight. */
const EVENTS = 224;
/** Docker kills a container that has not ended by then, in milliseconds. */
const KILLED_AFTER_MS = 10_000;

let directory: string;
let server: ServedProcess | undefined;
const closeAfterwards = closedAfterwards();

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "flowhook-stop-"));
  mkdirSync(join(directory, "flows"));
});

afterEach(async () => {
  if (server) await end(server.child, "SIGKILL");
  rmSync(directory, { recursive: true });
});

async function start(): Promise<ServedProcess> {
  const folders = ["--data", join(directory, "data"), "--flows", join(directory, "flows")];
  const environment = { FLOWHOOK_API_KEY: KEY, FLOWHOOK_ADMIN_TOKEN: ADMIN };
  server = await serve([...folders, "--allow-target", "127.0.0.1/32"], environment);
  return server;
}

/** A target that does not answer until it is released. */
async function startTarget() {
  let holding = true;
  const target = await startReceiver(() => (holding ? undefined : { status: 200 }));
  closeAfterwards(target.close);
  writeFileSync(join(directory, "flows", "order.yaml"), orderFlow("order", `${target.url}/hook`));
  const ids = () => target.received.map(({ headers }) => headers["webhook-id"]);
  return { ids, release: () => (holding = false) };
}

const body = (id: string) => JSON.stringify({ ...ORDER, unique_id: id });

async function send(url: string, id: string): Promise<void> {
  const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
  const answer = await fetch(`${url}/events`, { method: "POST", headers, body: body(id) });
  expect(answer.status).toBe(202);
}

/** A connection that sends some bytes and then stalls. */
async function stalled(url: string, bytes: string): Promise<Socket> {
  const { port } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  await new Promise<void>((resolve) => socket.once("connect", resolve));
  socket.on("error", () => {}).resume();
  closeAfterwards(() => socket.destroy());
  if (bytes !== "") await new Promise((resolve) => socket.write(bytes, resolve));
  return socket;
}

/** Sends events over one keep-alive connection, each as soon as the one before is answered. */
function flood(url: string) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  closeAfterwards(() => agent.destroy());
  const accepted: string[] = [];
  const state = { open: true };
  const next = (number: number) => {
    const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };
    const one = request(`${url}/events`, { method: "POST", agent, headers }, (answer) => {
      if (answer.statusCode === 202) accepted.push(`flood-${number}`);
      answer.resume().once("end", () => next(number + 1));
    });
    one.once("error", () => (state.open = false));
    one.end(body(`flood-${number}`));
  };
  next(0);
  return { accepted, isOver: () => !state.open };
}

async function terminate({ child }: ServedProcess): Promise<number> {
  const startedAt = performance.now();
  expect(await end(child, "SIGTERM")).toBe(0);
  return performance.now() - startedAt;
}

it("exits in time while connections idle, requests stall and a client keeps sending; accepted events are delivered", async () => {
  const target = await startTarget();
  target.release();
  const { url } = await start();
  await stalled(url, "");
  await stalled(url, "POST /events HTTP/1.1\r\nhost: flowhook\r\ncontent-");
  await stalled(
    url,
    `POST /events HTTP/1.1\r\nhost: flowhook\r\nauthorization: Bearer ${KEY}\r\ncontent-length: 99\r\n\r\n{`,
  );
  const sender = flood(url);
  await eventually("the flood runs", () => sender.accepted.length > 20);
  if (server) expect(await terminate(server)).toBeLessThan(KILLED_AFTER_MS);
  await eventually("the flood is over", sender.isOver);

  await start();
  await eventually("all that was accepted is delivered", () => new Set(target.ids()).size >= sender.accepted.length);
});

it("leaves attempts that a slow target does not answer to the next start, which repeats them with the same ids", async () => {
  const target = await startTarget();
  const { url } = await start();
  for (let event = 0; event < EVENTS; event++) await send(url, `slow-${event}`);
  await eventually("all attempts are in flight", () => target.ids().length === EVENTS);
  if (server) expect(await terminate(server)).toBeLessThan(KILLED_AFTER_MS);
  const first = new Set(target.ids());
  target.release();

  const next = await start();
  await eventually("each is made again", () => target.ids().length >= 2 * EVENTS);
  expect(new Set(target.ids().slice(EVENTS))).toEqual(first);
  const [id] = first;
  const record = await eventually("it is recorded", async () => {
    const headers = { authorization: `Bearer ${ADMIN}` };
    const answer = await fetch(`${next.url}/manage/v1/deliveries/${id}`, { headers });
    const { data } = JSON.parse(await answer.text());
    return data.status === "delivered" && data;
  });
  expect(record.attempts).toMatchObject([
    { attempt: 1, outcome: "retrying", reason: "interrupted" },
    { attempt: 2, outcome: "delivered" },
  ]);
  if (server) expect(await terminate(server)).toBeLessThan(KILLED_AFTER_MS);
  expect(target.ids()).toHaveLength(2 * EVENTS);
});
