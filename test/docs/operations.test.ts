// docs/operations.md shows the way from a target that fails to all delivered at the command line. The commands are run here,
// one after the other, and print what the page shows, but for times and the ids of events, which are others each time.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { TargetAnswer } from "#core/delivery/outcome.ts";
import { eventually } from "#support/eventually.ts";
import { codeBlocks } from "#support/markdown.ts";
import { runMain } from "#support/run-main.ts";
import { ADMIN_TOKEN, INGEST_KEY, startTestProcess, type TestProcess } from "#support/test-process.ts";

/** A command of the page, and its output. */
interface Shown {
  readonly call: string;
  readonly output: string;
}

const shown: Shown[] = codeBlocks("docs/operations.md")
  .filter(({ code }) => code.startsWith("$ flowhook "))
  .flatMap(({ code }) => code.split(/^\$ flowhook /m).slice(1))
  .map((text) => ({ call: text.split("\n", 1)[0] ?? "", output: text.slice(text.indexOf("\n") + 1) }));

const FLOW = "flows/new-subscriber-to-crm.yaml";
const EARLIER = { metric: "Subscribed to List", properties: { List: "Newsletter" } };
const answered = (status: number, excerpt: string): TargetAnswer => {
  return { type: "answered", status, excerpt, durationMs: 5 };
};
const REFUSED = answered(404, '{"error":"no such version"}');
const ACCEPTED = answered(201, "");

let folder: string;
let flowhook: TestProcess;
let answer = REFUSED;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "flowhook-operations-"));
  mkdirSync(join(folder, ".flowhook"));
  writeFileSync(join(folder, ".flowhook", "admin-token"), ADMIN_TOKEN);
  const environment = { FLOWHOOK_SECRET_CRM: "value", FLOWHOOK_SECRET_CRM_HOSTS: "api.crm.example" };
  const target = { post: async () => answer };
  const flows = { "flow.yaml": readFileSync(FLOW, "utf8") };
  flowhook = await startTestProcess({ flows, environment, overrides: { target } });
  vi.stubEnv("FLOWHOOK_URL", flowhook.url);
  vi.stubEnv("FLOWHOOK_API_KEY", INGEST_KEY);
  await flowhook.post({ ...EARLIER, profile: { email: "noor@customer.example", first_name: "noor" } });
  await flowhook.settled(1);
});

afterAll(async () => {
  vi.unstubAllEnvs();
  await flowhook.stop();
  rmSync(folder, { recursive: true });
});

/** The ids of this run by those of the page. */
const ids = new Map<string, string>();

/** Maps the ids of the page to those of this run, by their order. */
function learn(page: string, printed: string): void {
  const [named = [], made = []] = [page, printed].map((text) => text.match(/evt_[0-9a-f]{32}/g) ?? []);
  for (const [index, id] of named.entries()) if (!ids.has(id)) ids.set(id, made[index] ?? "");
}

function ofThisRun(text: string): string {
  return text.replaceAll(/evt_[0-9a-f]{32}/g, (id) => ids.get(id) ?? id);
}

const withoutTimes = (text: string) =>
  text.replaceAll(/\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d)?/g, "<time>").replaceAll(/\d+ ms/g, "<duration>");

it("shows commands", () => {
  expect(shown.length).toBeGreaterThan(5);
});

it("shows the output of each command in turn", async () => {
  for (const { call, output } of shown) {
    // At this point of the page the target works again.
    if (call.startsWith("test-send")) answer = ACCEPTED;
    const args = ofThisRun(call).split(" ");
    const { stdout, stderr } = await runMain(...args, "--data", join(folder, ".flowhook"));
    learn(output, stdout);
    expect(withoutTimes(stderr + stdout), call).toBe(withoutTimes(ofThisRun(output)));
    if (call.startsWith("send")) await until("failed", 2);
    if (call.startsWith("dead-letters redrive")) await until("delivered", 2);
  }
});

/** Resolves once so many deliveries have a status. */
async function until(status: string, count: number): Promise<void> {
  const listed = async () => JSON.parse(await (await flowhook.manage(`/deliveries?status=${status}`)).text());
  await eventually(`${count} deliveries are ${status}`, async () => (await listed()).data.length >= count);
}
