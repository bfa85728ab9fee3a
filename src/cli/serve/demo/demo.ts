// `flowhook serve --demo`: sends a real event through the real ingest, delivers its webhooks to a receiver on this machine, and
// prints both: a delivery that succeeds and one that fails.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { isoTime } from "#core/time.ts";
import { packageRoot } from "../../package-root.ts";
import { startReceiver } from "./receiver.ts";
import { type DemoServer, printClosing, printDeadLetter, printEvent, printReceived } from "./screen.ts";

interface Demo {
  /** The URL that all webhooks are redirected to. */
  readonly receiverUrl: string;
  /** Resolves once everything is shown, or `stopped` is aborted: a stopping server does not wait for the demo. */
  play(server: DemoServer, stopped: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/** The event that is sent, from the examples that ship. */
const EXAMPLE = "examples/events/placed-order.json";

/** How long to wait for the failed delivery, and how often to check, in milliseconds. */
const FAILS_WITHIN_MS = 10_000;
const CHECK_EVERY_MS = 50;

/** Starts the receiver of the demo. */
export async function startDemo(): Promise<Demo> {
  const receiver = await startReceiver(printReceived);
  return {
    receiverUrl: receiver.url,
    close: () => receiver.close(),
    async play(server, stopped) {
      try {
        await show(server, stopped);
      } catch (error) {
        if (!stopped.aborted) throw error;
      }
    },
  };
}

async function show(server: DemoServer, signal: AbortSignal): Promise<void> {
  const { text, event } = exampleEvent();
  const sentAt = isoTime(Date.now());
  const answer = await fetch(`${server.url}/events`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.ingestKey}`, "content-type": "application/json" },
    body: text,
    signal,
  });
  printEvent(EXAMPLE, event, answer.status);
  const failed = await waitForFailure(server, sentAt, signal);
  if (failed) printDeadLetter(failed, server);
  printClosing(server);
}

/** The example with a fresh unique_id. With its own, a second run would send an event that is already stored. */
function exampleEvent(): { text: string; event: Record<string, unknown> } {
  const event: Record<string, unknown> = JSON.parse(readFileSync(join(packageRoot(), EXAMPLE), "utf8"));
  event["unique_id"] = `${String(event["unique_id"])}-${Date.now()}`;
  return { text: JSON.stringify(event), event };
}

/** The failed delivery, as the dead letters list it; undefined if no delivery fails in time. */
async function waitForFailure(
  server: DemoServer,
  since: string,
  signal: AbortSignal,
): Promise<Record<string, unknown> | undefined> {
  const deadline = Date.now() + FAILS_WITHIN_MS;
  while (Date.now() < deadline) {
    const answer = await fetch(`${server.url}/manage/v1/dead-letters?since=${since}`, {
      headers: { authorization: `Bearer ${server.adminToken}` },
      signal,
    });
    const { data }: { data: Record<string, unknown>[] } = JSON.parse(await answer.text());
    if (data[0]) return data[0];
    await pause(CHECK_EVERY_MS, undefined, { signal });
  }
  return undefined;
}
