// Do the other formats of an event cost as little as Flowhook's own, and is a request with many events faster than many requests?

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { atLeast, atMost, stated } from "../report/checks.ts";
import { median } from "../report/distribution.ts";
import { startFlowhook } from "../subjects/flowhook.ts";
import { startRelay } from "../subjects/relay.ts";
import type { Subject } from "../subjects/subject.ts";
import type { Context, Findings, Scenario } from "./context.ts";
import { measure, measureAccepting } from "./measure.ts";
import { carryOut } from "./trial.ts";

const ORDER = fileURLToPath(new URL("../order.json", import.meta.url));
const KLAVIYO_ORDER = fileURLToPath(new URL("../klaviyo-order.json", import.meta.url));

/** Events in a request with many: the most that Flowhook accepts. */
const EVENTS_A_REQUEST = 1_000;

/** Klaviyo's format, and events in bulk. */
export const formats: Scenario = {
  name: "formats",
  async run(context) {
    const klaviyo = await compareKlaviyo(context);
    const bulk = await compareBulk(context);
    return { rows: [...klaviyo.rows, ...bulk.rows], checks: [...klaviyo.checks, ...bulk.checks] };
  },
};

async function compareKlaviyo(context: Context): Promise<Findings> {
  const { receiver, rounds, seconds } = context;
  const subjects = [
    () => startRelay(receiver),
    () => startFlowhook(context, { name: "flowhook", flows: 1 }),
    () => startFlowhook(context, { name: "klaviyo", flows: 1, path: "/api/events", event: KLAVIYO_ORDER }),
  ];
  const rows = await carryOut({ scenario: "formats", subjects, load: { seconds }, rounds }, context);
  const [relay, plain, klaviyo] = rows;
  if (relay === undefined || plain === undefined || klaviyo === undefined) return { rows, checks: [] };
  return {
    rows,
    checks: [
      atLeast("Klaviyo's format, rate against a bare relay", 0.4, klaviyo.events_per_second / relay.events_per_second),
      stated("Klaviyo's format, rate against the plain one", klaviyo.events_per_second / plain.events_per_second, ""),
      atMost("Klaviyo's format, CPU an event", 0.15, klaviyo.cpu_ms_per_event, "ms"),
    ],
  };
}

/**
 * Single events lead to no webhook, because webhooks cost more than events and would hide the difference. In bulk the last event of
 * each request leads to one, so that a run ends only when every event was matched.
 */
async function compareBulk(context: Context): Promise<Findings> {
  const flowhook = await startFlowhook(context, { name: "flowhook", flows: 1 });
  try {
    const single = { ...flowhook, event: singleTemplate(context.folder) };
    const bulk = { ...flowhook, url: `${flowhook.url}/bulk`, event: bulkTemplate(context.folder) };
    const alone = await ratioOf({ single, bulk }, context, 1);
    const together = await ratioOf({ single, bulk }, context, 32);
    return {
      rows: [],
      checks: [
        atLeast("events in bulk, rate against single ones, one request at a time", 5, alone.ratio),
        stated("events in bulk, rate against single ones, 32 requests at a time", together.ratio, ""),
        stated("events in bulk that lead to no webhook, rate", together.bulkRate, "/s"),
      ],
    };
  } finally {
    await flowhook.stop();
  }
}

/** Single events and bulk in turn, with so many requests at a time. */
async function ratioOf(
  { single, bulk }: { readonly single: Subject; readonly bulk: Subject },
  { receiver, rounds, seconds, warmUpSeconds, print }: Context,
  connections: number,
) {
  const singleRates: number[] = [];
  const bulkRates: number[] = [];
  await measureAccepting(single, { seconds: warmUpSeconds, connections });
  await measure(bulk, receiver, { seconds: warmUpSeconds, connections });
  for (let round = 0; round < rounds; round += 1) {
    singleRates.push(await measureAccepting(single, { seconds, connections }));
    const { result } = await measure(bulk, receiver, { seconds, connections });
    const { accepted, delivered, events_per_second } = result.account;
    if (delivered < accepted) throw new Error(`bulk: ${accepted - delivered} of ${accepted} webhooks are missing`);
    bulkRates.push(events_per_second * EVENTS_A_REQUEST);
    print(`formats: ${singleRates.at(-1)?.toFixed(0)} single events/s, ${bulkRates.at(-1)?.toFixed(0)} in bulk`);
  }
  const bulkRate = median(bulkRates);
  return { bulkRate, ratio: bulkRate / median(singleRates) };
}

/** An event that starts no flow. */
function unmatched(text: string): string {
  return text.replace('"Placed Order"', '"Viewed Product"');
}

function singleTemplate(folder: string): string {
  const path = join(folder, "single.json");
  writeFileSync(path, unmatched(readFileSync(ORDER, "utf8")));
  return path;
}

function bulkTemplate(folder: string): string {
  const path = join(folder, "bulk.json");
  const order = readFileSync(ORDER, "utf8");
  const others = Array.from({ length: EVENTS_A_REQUEST - 1 }, (_, index) =>
    unmatched(order).replaceAll("%marker%", "").replace("%run%-%number%", `%run%-%number%-${index}`),
  );
  writeFileSync(path, `[${[...others, order].join(",")}]`);
  return path;
}
