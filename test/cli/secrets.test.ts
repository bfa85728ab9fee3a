// The command checks the secrets of flows and of its environment.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { orderFlow } from "#support/flow-files.ts";
import { end, flowhook, serve } from "#support/flowhook-command.ts";

const flow = (host: string) =>
  orderFlow("order", `https://${host}/`, { headers: { Authorization: "Bearer {{ secrets.crm }}" } });
const CRM = { FLOWHOOK_SECRET_CRM: "hunter2", FLOWHOOK_SECRET_CRM_HOSTS: "api.crm.example *.eu.crm.example" };
const KEY = Buffer.alloc(32, 1).toString("base64");

let directory: string;
let args: string[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "flowhook-secrets-"));
  mkdirSync(join(directory, "flows"));
  args = ["--data", join(directory, "data"), "--flows", join(directory, "flows")];
});

afterEach(() => rmSync(directory, { recursive: true }));

function write(host: string) {
  writeFileSync(join(directory, "flows", "order.yaml"), flow(host));
}

const refused = (hosts: string) =>
  expect.stringMatching(
    new RegExp(
      `order\\.yaml:19:\\d+: The secret "crm" may be sent to ${hosts}; this webhook goes to evil\\.example\\. .*\\[flow-secret-host\\]`,
    ),
  );

describe("flowhook serve", () => {
  it("does not start with a flow that would send a secret to another host", async () => {
    write("evil.example");
    const { code, stderr } = await flowhook(["serve", "--port", "0", ...args], CRM);
    expect([code, stderr]).toEqual([1, refused("api\\.crm\\.example, \\*\\.eu\\.crm\\.example only")]);
    expect(stderr).not.toContain("hunter2");
  });

  it("does not start with a flow whose secret names no hosts", async () => {
    write("evil.example");
    const { code, stderr } = await flowhook(["serve", "--port", "0", ...args], { FLOWHOOK_SECRET_CRM: "hunter2" });
    expect([code, stderr]).toEqual([1, refused("no host, because no host is set for it")]);
  });

  it("starts if the hosts are right, and refuses a changed file", async () => {
    write("a.eu.crm.example");
    const server = await serve(args, CRM);
    const reported = new Promise<void>((resolve) => {
      server.child.stderr?.on("data", () => server.output().includes("flow-secret-host") && resolve());
    });
    write("evil.example");
    await reported;
    expect(server.output()).toContain("so the current flows stay in use:");
    await end(server.child, "SIGTERM");
  });

  it("starts if a secret is not set, and names it and its variable", async () => {
    write("evil.example");
    const server = await serve(args);
    expect(await end(server.child, "SIGTERM")).toBe(0);
    expect(server.output()).toMatch(
      /order\.yaml:19:\d+: warning: There is no secret named "crm": FLOWHOOK_SECRET_CRM is not set\. .*\[flow-secret-missing\]/,
    );
  });

  it.each<[string, Record<string, string>, string]>([
    [
      "hosts",
      { ...CRM, FLOWHOOK_SECRET_CRM_HOSTS: "https://hunter2" },
      "FLOWHOOK_SECRET_CRM_HOSTS: host 1 is not a host",
    ],
    ["a named signing secret", { FLOWHOOK_SIGNING_SECRET_CRM: "hunter2" }, "FLOWHOOK_SIGNING_SECRET_CRM: "],
    ["the signing secret", { FLOWHOOK_SIGNING_SECRET: "hunter2" }, "FLOWHOOK_SIGNING_SECRET: "],
    ["three signing secrets", { FLOWHOOK_SIGNING_SECRET: `${KEY} ${KEY} ${KEY}` }, "more than two"],
  ])("does not start if %s can't be parsed, and reports it without its value", async (_, environment, message) => {
    const { code, stderr } = await flowhook(["serve", "--port", "0", ...args], environment);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(stderr).not.toContain("hunter2");
    expect(stderr).not.toContain(KEY);
  });

  it("names the file of a signing secret that can't be parsed", async () => {
    mkdirSync(join(directory, "data"));
    writeFileSync(join(directory, "data", "signing-secret"), "hunter2");
    const { code, stderr } = await flowhook(["serve", "--port", "0", ...args]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("The file signing-secret of --data: ")]);
    expect(stderr).not.toContain("hunter2");
  });
});

describe("flowhook validate", () => {
  it("refuses a flow that would send a secret to another host, if its hosts are known", async () => {
    write("evil.example");
    const hosts = { FLOWHOOK_SECRET_CRM_HOSTS: "api.crm.example" };
    const { code, stdout } = await flowhook(["validate", join(directory, "flows")], hosts);
    expect([code, stdout]).toEqual([1, refused("api\\.crm\\.example only")]);
  });

  it("accepts it if they are not known", async () => {
    write("evil.example");
    expect(await flowhook(["validate", join(directory, "flows")])).toMatchObject({ code: 0 });
  });
});
