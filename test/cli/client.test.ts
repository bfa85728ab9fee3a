// Commands that can't talk to Flowhook print the URL, the problem and how to fix it.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { WIDTH } from "#cli/command-line/lines.ts";
import { COMMANDS } from "#cli/commands.ts";
import { type Answer, type Received, startReceiver, type TestReceiver } from "#support/receiver.ts";
import { runMain } from "#support/run-main.ts";

let server: TestReceiver | undefined;

/** The requests that the server received, each as "method path authorization". */
const seen = () =>
  (server?.received ?? []).map(({ method, path, headers }) => `${method} ${path} ${headers["authorization"]}`);

beforeEach(() => {
  vi.stubEnv("FLOWHOOK_ADMIN_TOKEN", "the-token");
  vi.stubEnv("FLOWHOOK_URL", undefined);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await server?.close();
  server = undefined;
});

/** Starts a server that is not Flowhook; resolves with its URL. */
async function serverThat(answers: (received: Received) => Answer): Promise<string> {
  server = await startReceiver(answers);
  return server.url;
}

const answering = (status: number, body: string) => serverThat(() => ({ status, body }));

const errors = (detail: string, pointer = "") => JSON.stringify({ errors: [{ detail, source: { pointer } }] });

describe("the client", () => {
  it("sends the token to the path below the URL; --url overrides the environment", async () => {
    const url = await answering(200, '{"data":[]}');
    vi.stubEnv("FLOWHOOK_URL", "http://127.0.0.1:1");
    const { code, stdout } = await runMain("deliveries", "--url", `${url}/stage/`, "--flow", "a b&c");
    expect([code, stdout]).toEqual([0, "No deliveries.\n"]);
    expect(seen()).toEqual(["GET /stage/manage/v1/deliveries?flow=a+b%26c&limit=50 Bearer the-token"]);
  });

  it("warns before it sends the token over plain http to another machine", async () => {
    const warning = "Warning: the token is sent to 0.0.0.0:1 unencrypted, because the URL is http://. Use https://";
    const warned = async (url: string) => (await runMain("deliveries", "--url", url)).stderr.startsWith(warning);
    expect(await warned("http://0.0.0.0:1")).toBe(true);
    for (const url of ["http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1", "https://0.0.0.0:1"]) {
      expect(await warned(url)).toBe(false);
    }
  });

  it("requests page after page, but no more entries than --limit", async () => {
    const entry = { id: "i", status: "delivered", attempts_made: 1, created_at: "2026-11-24T12:00:00Z" };
    const data = Array.from({ length: 200 }, () => ({ ...entry, updated_at: entry.created_at, more: 1 }));
    const url = await serverThat(({ path }) => {
      const page = path.includes("cursor") ? { data: data.slice(0, 5) } : { data, next: "two" };
      return { status: 200, body: JSON.stringify(page) };
    });
    const { stdout } = await runMain("deliveries", "--url", url, "--limit", "205", "--json");
    expect(JSON.parse(stdout)).toEqual([...data, ...data.slice(0, 5)]);
    expect(seen().map((one) => / \S+\?(\S+) /.exec(one)?.[1])).toEqual(["limit=200", "limit=5&cursor=two"]);
  });

  it("exits silently after the reader of its listing has gone", async () => {
    const entry = { id: "i".repeat(1_000), status: "delivered", attempts_made: 1, created_at: "2026-11-24T12:00:00Z" };
    const data = Array.from({ length: 200 }, () => ({ ...entry, updated_at: entry.created_at }));
    const url = await answering(200, JSON.stringify({ data, next: "more" }));
    const child = spawn(process.execPath, ["bin/flowhook.ts", "deliveries", "--all", "--url", url]);
    let complaint = "";
    child.stderr.on("data", (text) => (complaint += text));
    await once(child.stdout, "data");
    child.stdout.destroy();
    const [code] = await once(child, "exit");
    expect([code, complaint]).toEqual([0, ""]);
  });

  it("exits silently with every command whose output is not read", async () => {
    for (const args of [["schema"], ["explain", "--event", "examples/events/placed-order.json"], ["validate"]]) {
      const child = spawn(process.execPath, ["bin/flowhook.ts", ...args], { env: { ...process.env } });
      child.stdout.destroy();
      let complaint = "";
      child.stderr.on("data", (text) => (complaint += text));
      const [code] = await once(child, "close");
      expect([args[0], code, complaint]).toEqual([args[0], 0, ""]);
    }
  });

  it("names the URL if no server listens there", async () => {
    const url = await answering(200, "{}");
    await server?.close();
    const { code, stderr } = await runMain("deliveries", "--url", url);
    const refused = `connect ECONNREFUSED ${new URL(url).host}`;
    const hint = "Start Flowhook with flowhook serve, or set its URL with --url.";
    expect([code, stderr]).toEqual([1, `flowhook: ${url}/manage/v1 can't be reached: ${refused}. ${hint}\n`]);
  });

  it("names the source of a rejected token without printing the token", async () => {
    const url = await answering(401, errors("The admin token is wrong."));
    const { code, stdout, stderr } = await runMain("targets", "--url", url);
    expect(code).toBe(1);
    expect(stderr).toBe(
      `flowhook: ${url}/manage/v1: The admin token is wrong. The command read it from FLOWHOOK_ADMIN_TOKEN.\n`,
    );
    expect(stdout + stderr).not.toContain("the-token");
  });

  it("says where tokens are read from, and makes no request without one", async () => {
    vi.stubEnv("FLOWHOOK_ADMIN_TOKEN", undefined);
    const url = await answering(200, "{}");
    const { code, stderr } = await runMain("deliveries", "--url", url, "--data", "no-such-folder");
    const file = join("no-such-folder", "admin-token");
    expect([code, stderr, seen()]).toEqual([
      1,
      expect.stringContaining(`FLOWHOOK_ADMIN_TOKEN is not set, and ${file} can't be read. Name the data directory`),
      [],
    ]);
  });

  it.each<[string, number, string, string]>([
    ["a page of another server", 200, "<html>", "not as this version of Flowhook would"],
    ["other JSON", 200, '{"ok":true}', "not as this version of Flowhook would"],
    ["a missing page of another server", 404, "Not found", "not as this version of Flowhook would"],
    ["an error of API Gateway", 503, '{"message":"Service Unavailable"}', "failed with HTTP 503. Try again."],
    ["an error of Flowhook", 503, errors("The request failed."), "(HTTP 503): The request failed."],
    ["a refusal", 400, errors("Must be a number.", "/limit"), "flowhook: limit: Must be a number."],
  ])("reports %s", async (_, status, body, message) => {
    const url = await answering(status, body);
    const { code, stderr } = await runMain("deliveries", "--url", url);
    expect([code, stderr]).toEqual([1, expect.stringContaining(message)]);
  });

  it("follows no redirect with its token", async () => {
    const url = await serverThat(() => ({ status: 302, headers: { location: "/elsewhere" } }));
    expect(await runMain("deliveries", "--url", url)).toMatchObject({ code: 1 });
    expect(seen()).toHaveLength(1);
  });

  it("replaces control characters in answers", async () => {
    const target = { target: "https://x.example\u001b[2J\u202e", state: "closed" };
    const url = await answering(200, JSON.stringify({ data: [target] }));
    expect((await runMain("targets", "--url", url)).stdout).toBe("closed   https://x.example\u{fffd}[2J\u{fffd}\n");
  });
});

describe("flowhook targets", () => {
  it("lists the health of targets, and closes the circuit of one that failed", async () => {
    const since = "2026-11-24T12:00:00.000Z";
    const failing = { state: "open", reason: "http-503", failing_since: since, next_probe_at: "2026-11-24T12:05:00Z" };
    const url = await serverThat(({ method }) => {
      const one = { target: "https://a.example", ...failing };
      const data = method === "POST" ? { target: "https://a.example", state: "closed" } : [one];
      return { status: 200, body: JSON.stringify({ data }) };
    });
    expect((await runMain("targets", "list", "--url", url)).stdout).toBe(
      "open     https://a.example  http-503 since 2026-11-24 12:00:00, next probe 2026-11-24 12:05:00\n",
    );
    const closed = await runMain("targets", "close", "https://a.example", "--url", url);
    expect(closed.stdout).toBe(
      "The circuit of https://a.example is closed; new deliveries are sent at once.\n" +
        "Deliveries that wait for it are sent at once by flowhook serve, and within 15 minutes on AWS.\n",
    );
    expect(seen().at(-1)).toBe("POST /manage/v1/targets/close?target=https%3A%2F%2Fa.example Bearer the-token");
  });
});

describe("flowhook deliveries", () => {
  it("shows the next probe of the target that a delivery waits for", async () => {
    const at = "2026-11-24T12:00:00Z";
    const waits_for = { target: "https://a.example", since: at, next_probe_at: "2026-11-24T12:05:00Z" };
    const sending = { next_attempt_at: at, attempts_made: 0, created_at: at, updated_at: at, attempts: [] };
    const ids = { id: "evt_1:f:a", flow_id: "f", action_id: "a", event_id: "evt_1" };
    const event = { metric: "m", event: { profile: { email: "a@b.example" } } };
    const waiting = { ...ids, ...event, ...sending, status: "waiting", waits_for };
    const url = await serverThat(({ path }) => {
      return { status: 200, body: JSON.stringify({ data: path.includes("/deliveries/") ? waiting : [waiting] }) };
    });
    const listed = (await runMain("deliveries", "--url", url)).stdout;
    expect(listed).toContain(
      "2026-11-24 12:00:00  waiting    probe 2026-11-24 12:05:00\n  m of someone\n  evt_1:f:a\n",
    );
    const shown = (await runMain("deliveries", "show", waiting.id, "--url", url)).stdout;
    expect(shown).toContain(`  next     attempt at 2026-11-24 12:00:00 UTC
  waits for https://a.example has failed since 2026-11-24 12:00:00; its next probe is at 2026-11-24
            12:05:00 UTC
`);
  });
});

describe("the help", () => {
  it.each(Object.entries(COMMANDS))("of %s begins with its usage and is no wider than a terminal", async (name) => {
    const { code, stdout } = await runMain(name, "--help");
    expect([code, stdout]).toEqual([0, expect.stringMatching(new RegExp(`^Usage: flowhook ${name} ?`))]);
    const lines = stdout.split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(WIDTH);
    expect(lines.length).toBeLessThanOrEqual(30);
    expect((await runMain("help", name)).stdout).toBe(stdout);
  });

  it("of all commands has a line for each", async () => {
    const { stdout } = await runMain("--help");
    for (const [name, { summary }] of Object.entries(COMMANDS)) {
      expect(stdout).toMatch(new RegExp(`^  ${name} +${summary}$`, "m"));
    }
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(WIDTH);
  });
});
