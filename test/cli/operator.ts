// An operator at the command line of a running Flowhook, and the target of its webhooks.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { eventually } from "#support/eventually.ts";
import { orderFlow } from "#support/flow-files.ts";
import { type Answering, startReceiver } from "#support/receiver.ts";
import { runMain } from "#support/run-main.ts";
import { ADMIN_TOKEN, INGEST_KEY, ORDER, startTestProcess, type TestOptions } from "#support/test-process.ts";

/** Starts Flowhook with flows for a target. */
export async function startOperator(flowsFor: (url: string) => TestOptions["flows"], more: Partial<TestOptions> = {}) {
  const answering: { now: Answering } = { now: () => ({ status: 200 }) };
  const receiver = await startReceiver((received, count) => answering.now(received, count));
  const flowhook = await startTestProcess({ flows: flowsFor(receiver.url), ...more });
  const folder = mkdtempSync(join(tmpdir(), "flowhook-operator-"));
  mkdirSync(join(folder, "data"));
  writeFileSync(join(folder, "data", "admin-token"), `${ADMIN_TOKEN}\n`);
  writeFileSync(join(folder, "order.json"), JSON.stringify(ORDER));
  vi.stubEnv("FLOWHOOK_URL", flowhook.url);
  vi.stubEnv("FLOWHOOK_API_KEY", INGEST_KEY);
  const data = join(folder, "data");
  return {
    receiver,
    flowhook,
    folder,
    data,
    event: join(folder, "order.json"),
    /** Sets the answers of the target. */
    answer: (now: Answering) => {
      answering.now = now;
    },
    /** Runs a command with the data directory that contains the token. */
    run: (...args: readonly string[]) => runMain(...args, "--data", data),
    /** Runs a command with --json and parses its output. */
    async json(...args: readonly string[]) {
      return JSON.parse((await runMain(...args, "--data", data, "--json")).stdout);
    },
    /** Resolves once so many deliveries have a status. */
    until: (status: string, count: number) =>
      eventually(`${count} deliveries are ${status}`, async () => {
        const answer = await flowhook.manage(`/deliveries?limit=200&status=${status}`);
        const { data }: { data: { id: string }[] } = JSON.parse(await answer.text());
        return data.length >= count && data;
      }),
    async end() {
      vi.unstubAllEnvs();
      await flowhook.stop();
      await receiver.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** As startOperator, with one flow on orders, which `change` may modify. */
export function startWithOrders(change: (flow: string) => string = (flow) => flow) {
  return startOperator((url) => ({ "order.yaml": change(orderFlow("order", `${url}/hook`)) }));
}

export type Operator = Awaited<ReturnType<typeof startOperator>>;

/** Replaces times, ids of events, ports and durations, which differ from run to run. */
export function settled(text: string): string {
  return text
    .replaceAll(/evt_[0-9a-f]{32}/g, "evt_…")
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "2026-11-24 12:00:00")
    .replaceAll(/127\.0\.0\.1:\d+/g, "127.0.0.1:9000")
    .replaceAll(/\d+ ms/g, "5 ms");
}
