import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { orderFlow } from "#support/flow-files.ts";
import { end, flowhook, type ServedProcess, serve } from "#support/flowhook-command.ts";
import { ORDER } from "#support/test-process.ts";

let directory: string;
let args: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "flowhook-serve-"));
  mkdirSync(join(directory, "flows"));
  args = ["--data", join(directory, "data"), "--flows", join(directory, "flows")];
});

afterEach(() => rmSync(directory, { recursive: true }));

/** Resolves once a server has printed these words. */
function prints(server: ServedProcess, words: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => server.output().includes(words) && resolve();
    look();
    server.child.stdout?.on("data", look);
    server.child.stderr?.on("data", look);
  });
}

describe("flowhook serve", () => {
  it("creates keys at its first start, prints the ingest key once, and stores the others in files of mode 0600", async () => {
    const first = await serve(args);
    const key = /The ingest key \(printed only once\): (\S+)/.exec(first.output())?.[1] ?? "";
    const send = (url: string) =>
      fetch(`${url}/events`, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
        body: '{"metric":"m","profile":{"id":"1"}}',
      });
    expect((await send(first.url)).status).toBe(202);
    for (const file of ["admin-token", "signing-secret"]) {
      expect(statSync(join(directory, "data", file)).mode & 0o777).toBe(0o600);
    }
    expect(statSync(join(directory, "data")).mode & 0o777).toBe(0o700);
    expect(await end(first.child, "SIGTERM")).toBe(0);
    expect(readFileSync(join(directory, "data", "flowhook.db")).includes(key)).toBe(false);

    const second = await serve(args);
    expect((await send(second.url)).status).toBe(202);
    expect(await end(second.child, "SIGINT")).toBe(0);
    expect(second.output()).not.toContain("ingest key");
  });

  it("refuses a data directory that another process uses", async () => {
    const first = await serve(args);
    const second = await flowhook(["serve", "--port", "0", ...args]);
    expect([second.code, second.stderr]).toEqual([1, expect.stringContaining("Another Flowhook is using")]);
    await end(first.child, "SIGTERM");
  });

  it.each([
    ["FLOWHOOK_API_KEY", "", "FLOWHOOK_API_KEY is empty"],
    ["FLOWHOOK_ADMIN_TOKEN", "", "FLOWHOOK_ADMIN_TOKEN is empty"],
    ["FLOWHOOK_API_KEY", "two words", "FLOWHOOK_API_KEY contains white space"],
  ])("does not start with %s=%j, which every request would fail", async (variable, value, problem) => {
    const refused = await flowhook(["serve", "--port", "0", ...args], { [variable]: value });
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining(problem)]);
  });

  it("reports in one line that the data directory can't be used", async () => {
    writeFileSync(join(directory, "file"), "");
    const data = join(directory, "file", "data");
    const refused = await flowhook(["serve", "--port", "0", "--data", data, "--flows", join(directory, "flows")]);
    expect([refused.code, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/^flowhook: The data directory .* can't be used: .+\n$/),
    ]);
  });

  it("reports in one line that a stored token is empty", async () => {
    mkdirSync(join(directory, "data"));
    writeFileSync(join(directory, "data", "admin-token"), "\n");
    const refused = await flowhook(["serve", "--port", "0", ...args]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringMatching(/admin-token is empty\. Delete it.+\n$/)]);
  });

  it("reports in one line that the store is not a store, or one of a newer version", async () => {
    mkdirSync(join(directory, "data"));
    const store = join(directory, "data", "flowhook.db");
    writeFileSync(store, "this is no database, and longer than the hundred bytes of a header".repeat(10));
    const broken = await flowhook(["serve", "--port", "0", ...args]);
    expect([broken.code, broken.stderr]).toEqual([
      1,
      expect.stringMatching(/^flowhook: The store .* can't be opened: .+\n$/),
    ]);
    rmSync(store);
    const newer = new DatabaseSync(store);
    newer.exec("PRAGMA user_version = 99");
    newer.close();
    const { code, stderr } = await flowhook(["serve", "--port", "0", ...args]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("written by a newer Flowhook (version 99")]);
  });

  it("names the file, line and column of a bad flow, and does not start", async () => {
    const flow = orderFlow("order", "https://hook.example/").replace(
      "{{ event.OrderId }}",
      "{% coupon_code 'SPRING' %}",
    );
    writeFileSync(join(directory, "flows", "order.yaml"), flow);
    const { code, stderr } = await flowhook(["serve", "--port", "0", ...args]);
    expect(code).toBe(1);
    expect(stderr).toMatch(/order\.yaml:15:21: .*[Cc]oupon code.*\(flow order, action send\) \[template-coupon-code\]/);
    expect(existsSync(join(directory, "data"))).toBe(false);
  });

  it.each([
    [["--port", "80000"], "--port must be a number from 0 to 65535"],
    [["--allow-target", "localhost"], "--allow-target localhost"],
    [["--timezone", "CEST+2"], '--timezone must be an IANA name such as "Europe/Copenhagen", but is "CEST+2"'],
    [["--colour", "red"], "Unknown option '--colour'"],
  ])("called with %j exits with 2 and prints the reason", async (wrong, message) => {
    const { code, stderr } = await flowhook(["serve", ...args, ...wrong]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it("reloads a changed flow file at once, and keeps its flows if one has a problem", async () => {
    const server = await serve(args);
    const file = join(directory, "flows", "order.yaml");
    const printed = (words: string) => prints(server, words);
    const reloaded = printed("Flows reloaded: 1");
    writeFileSync(file, orderFlow("order", "https://hook.example/"));
    await reloaded;
    // Requests an unknown webhook, so that nothing is sent. The error shows that the flow is known.
    const asked = await fetch(`${server.url}/manage/v1/flows/order/test-send`, {
      method: "POST",
      headers: { authorization: `Bearer ${readFileSync(join(directory, "data", "admin-token"), "utf8").trim()}` },
      body: '{"event":{"metric":"m","profile":{"id":"1"}},"action":"none"}',
    });
    expect(await asked.text()).toContain('There is no webhook \\"none\\"');
    const refused = printed("so the current flows stay in use:");
    writeFileSync(file, orderFlow("order", "https://hook.example/").replace("live", "alive"));
    await refused;
    expect(server.output()).toContain("order.yaml:3:9:");
    await end(server.child, "SIGTERM");
  });

  it("keeps its flows while the directory is missing, and loads those of its replacement", async () => {
    const file = join(directory, "flows", "order.yaml");
    writeFileSync(file, orderFlow("order", "https://hook.example/"));
    const server = await serve(args);
    const printed = (words: string) => prints(server, words);
    const gone = printed("current flows stay in use");
    rmSync(join(directory, "flows"), { recursive: true });
    await gone;
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
    const back = printed("Flows reloaded: 2");
    mkdirSync(join(directory, "new"));
    for (const id of ["a", "b"])
      writeFileSync(join(directory, "new", `${id}.yaml`), orderFlow(id, "https://a.example/"));
    renameSync(join(directory, "new"), join(directory, "flows"));
    await back;
    const again = printed("Flows reloaded: 1");
    rmSync(join(directory, "flows", "a.yaml"));
    await again;
    expect(await end(server.child, "SIGTERM")).toBe(0);
  });

  it("warns if it starts without flows", async () => {
    const server = await serve(args);
    await prints(server, "contains no flow files");
    await end(server.child, "SIGTERM");
  });

  it("prints warnings of flows at the start and after a file changes", async () => {
    const file = join(directory, "flows", "order.yaml");
    writeFileSync(file, orderFlow("order", "http://hook.example/"));
    const server = await serve(args);
    const warnings = (count: number) =>
      new Promise<void>((resolve) => {
        const look = () => {
          const found = server.output().match(/order\.yaml:\d+:\d+: warning: .* \[flow-url-not-https\]/g);
          if (found?.length === count) resolve();
        };
        look();
        server.child.stderr?.on("data", look);
      });
    await warnings(1);
    writeFileSync(file, orderFlow("order", "http://other.example/"));
    await warnings(2);
    await end(server.child, "SIGTERM");
  });

  it("passes --organization to templates", async () => {
    writeFileSync(
      join(directory, "flows", "order.yaml"),
      orderFlow("order", "https://hook.example/").replace("{{ event.OrderId }}", "{{ organization.name }}"),
    );
    const server = await serve([...args, "--organization", "name=Acme Ltd"]);
    const token = readFileSync(join(directory, "data", "admin-token"), "utf8").trim();
    const asked = await fetch(`${server.url}/manage/v1/render`, {
      method: "POST",
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ flow: "order", event: ORDER }),
    });
    expect(await asked.text()).toContain("Acme Ltd");
    expect(await end(server.child, "SIGTERM")).toBe(0);
  });

  it("does not warn of a URL whose address --allow-target opens", async () => {
    writeFileSync(join(directory, "flows", "order.yaml"), orderFlow("order", "http://127.0.0.1:9/"));
    const server = await serve([...args, "--allow-target", "127.0.0.0/8"]);
    expect(await end(server.child, "SIGTERM")).toBe(0);
    expect(server.output()).not.toContain("warning");
  });

  it("reports in one line that the flows can't be read", async () => {
    const { code, stderr } = await flowhook([
      "serve",
      "--port",
      "0",
      "--data",
      directory,
      "--flows",
      join(directory, "none"),
    ]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^flowhook: The flows in .*none can't be read: ENOENT/)]);
  });

  it("--demo shows an event, a delivered webhook and a failed one, and continues to serve", async () => {
    const demo = await serve(["--data", join(directory, "data"), "--demo"]);
    const closed = new Promise<void>((resolve) => {
      demo.child.stdout?.on("data", () => demo.output().includes("Stop with Ctrl+C") && resolve());
    });
    await closed;
    const shown = demo.output();
    expect(shown).toContain("POST /events   with examples/events/placed-order.json");
    expect(shown).toMatch(/"name": "Ada Moreau"[\s\S]*← 200 delivered/);
    expect(shown).toMatch(/dead letters, with its reason[\s\S]*"reason": "http-404"/);
    expect(shown).not.toContain("demo-mailing_house");
    expect((await fetch(`${demo.url}/health`)).status).toBe(200);
    expect(await end(demo.child, "SIGTERM")).toBe(0);
  });
});

describe("flowhook", () => {
  it("prints its usage", async () => {
    expect(await flowhook([])).toMatchObject({ code: 0, stdout: expect.stringContaining("Usage: flowhook") });
    expect(await flowhook(["serve", "--help"])).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("--allow-target"),
    });
    expect(await flowhook(["--version"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
  });

  it.each([
    ["-h", "--help"],
    ["-v", "--version"],
  ])("accepts %s for %s", async (short, long) => {
    expect(await flowhook([short])).toEqual(await flowhook([long]));
    if (short === "-h") expect(await flowhook(["serve", "-h"])).toEqual(await flowhook(["serve", "--help"]));
  });

  it("exits with 2 for an unknown command", async () => {
    expect(await flowhook(["fly"])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('There is no command "fly".'),
    });
  });

  it("validates the shipped flows", async () => {
    expect(await flowhook(["validate"])).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^10 of 10 flow files are valid\.\n/m),
    });
  });
});
