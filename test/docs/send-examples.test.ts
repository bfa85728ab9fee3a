// The programs in examples/send: curl, Node.js and Python send the same files, to the embedded server and to one that refuses at first.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { orderFlow } from "#support/flow-files.ts";
import { ROOT } from "#support/markdown.ts";
import { type Answer, startReceiver, type TestReceiver } from "#support/receiver.ts";
import { INGEST_KEY, startTestProcess, type TestProcess } from "#support/test-process.ts";

/** Each program: the command, the program that it needs on the machine, and whether it adds a missing unique_id. */
const PROGRAMS = [
  { name: "send.sh", command: ["sh", "examples/send/send.sh"], needs: "curl", addsUniqueId: false },
  {
    name: "send.mjs",
    command: [process.execPath, "examples/send/send.mjs"],
    needs: process.execPath,
    addsUniqueId: true,
  },
  { name: "send.py", command: ["python3", "examples/send/send.py"], needs: "python3", addsUniqueId: true },
] as const;

const ORDERS = "examples/send/orders.ndjson";
const ORDER = "examples/events/placed-order.json";

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(command: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const [program = "", ...args] = command;
  const child = spawn(program, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const [ended, stdout, stderr] = [once(child, "close"), text(child.stdout), text(child.stderr)];
  const [code] = await ended;
  return { code, stdout: await stdout, stderr: await stderr };
}

describe.each(PROGRAMS)("$name", ({ command, needs, addsUniqueId }) => {
  beforeAll(async () => {
    const found = await run([needs, "--version"]).catch(() => undefined);
    if (found?.code !== 0) throw new Error(`This test runs ${needs}, which is not on this machine. Install it.`);
  });

  describe("with the embedded server", () => {
    let flowhook: TestProcess;
    let folder: string;
    const send = (file: string, key = INGEST_KEY) =>
      run([...command, file], { FLOWHOOK_URL: flowhook.url, FLOWHOOK_API_KEY: key });

    beforeAll(async () => {
      flowhook = await startTestProcess({ flows: { "a.yaml": orderFlow("order", "https://hook.example/") } });
      folder = mkdtempSync(join(tmpdir(), "flowhook-send-"));
    });

    afterAll(async () => {
      await flowhook.stop();
      rmSync(folder, { recursive: true });
    });

    it("sends an event, which counts once when it is sent again", async () => {
      const [first, second] = [await send(ORDER), await send(ORDER)];
      const [id] = /evt_[0-9a-f]{32}/.exec(first.stdout) ?? [];
      expect([first.code, first.stderr, id]).toEqual([0, "", expect.any(String)]);
      expect(second).toMatchObject({ code: 0, stderr: "" });
      expect(second.stdout).toContain(id);
      expect(second.stdout).toMatch(/duplicate|Already stored/);
    });

    it("sends many events in one request", async () => {
      const { code, stdout, stderr } = await send(ORDERS);
      expect([code, stderr]).toEqual([0, ""]);
      expect(stdout).toMatch(/Stored 3 events|"accepted":3/);
    });

    it("names the event that was refused, and sends the others", async () => {
      const file = join(folder, "orders.ndjson");
      writeFileSync(file, readFileSync(join(ROOT, ORDERS), "utf8").replace("noor@", `${"n".repeat(300)}@`));
      const { stdout, stderr } = await send(file);
      expect(stdout + stderr).toMatch(/Stored 2 events|"accepted":2/);
      expect(stdout + stderr).toMatch(/Line 2 was refused: |"index":1,"status":"refused"/);
    });

    it("ends with the reason when the key is wrong", async () => {
      const { code, stdout, stderr } = await send(ORDER, "wrong");
      expect(code).not.toBe(0);
      expect(stdout + stderr).toContain("not_authenticated");
    });
  });

  describe("with a server that refuses at first", () => {
    let receiver: TestReceiver;
    let times: number[];
    let answers: Answer[];
    const bodies = () => receiver.received.map(({ body }) => body);

    beforeEach(async () => {
      times = [];
      receiver = await startReceiver(() => {
        const refusal = answers[times.push(performance.now()) - 1];
        if (refusal === undefined) return { status: 202, body: '{"request_id":"r","event_id":"evt_1"}' };
        return refusal === "close" ? refusal : { ...refusal, body: '{"errors":[]}' };
      });
    });

    afterEach(() => receiver.close());

    const send = (file: string) => run([...command, file], { FLOWHOOK_URL: receiver.url, FLOWHOOK_API_KEY: "key" });

    it("repeats the same body after a 503 and a 429, not before the time in Retry-After", async () => {
      answers = [
        { status: 503, headers: { "retry-after": "2" } },
        { status: 429, headers: { "retry-after": "1" } },
      ];
      expect(await send(ORDER)).toMatchObject({ code: 0 });
      expect(bodies()).toHaveLength(3);
      expect(new Set(bodies()).size).toBe(1);
      expect(JSON.parse(bodies()[0] ?? "")).toMatchObject({ unique_id: "order-10427" });
      const [first = 0, second = 0, third = 0] = times;
      expect(second - first).toBeGreaterThan(1_900);
      expect(third - second).toBeGreaterThan(900);
    });

    it("repeats the same body after a connection that ended without an answer", async () => {
      answers = ["close"];
      expect(await send(ORDER)).toMatchObject({ code: 0 });
      expect(bodies()).toHaveLength(2);
      expect(new Set(bodies()).size).toBe(1);
    });

    const itIfAdded = addsUniqueId ? it : undefined;
    itIfAdded?.("sends an event without a unique_id with the same one each time", async () => {
      answers = [{ status: 503 }];
      const { unique_id: _, ...event } = JSON.parse(readFileSync(join(ROOT, ORDER), "utf8"));
      const file = join(mkdtempSync(join(tmpdir(), "flowhook-send-")), "order.json");
      writeFileSync(file, JSON.stringify(event));
      expect(await send(file)).toMatchObject({ code: 0 });
      const ids = bodies().map((body) => JSON.parse(body).unique_id);
      expect(ids).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), ids[0]]);
    });

    it("does not repeat a request that was refused for good", async () => {
      answers = [{ status: 400 }, { status: 400 }];
      expect((await send(ORDER)).code).not.toBe(0);
      expect(bodies()).toHaveLength(1);
    });
  });
});
