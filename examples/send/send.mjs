// Sends events to Flowhook with Node.js 20 or newer, without a dependency.
//
//     FLOWHOOK_URL=http://127.0.0.1:8787 FLOWHOOK_API_KEY=... node send.mjs order.json      one event
//     FLOWHOOK_URL=http://127.0.0.1:8787 FLOWHOOK_API_KEY=... node send.mjs orders.ndjson   one event a line, up to 1,000
//
// An event that gets a 202 is stored. After any other answer it is not, so a sender that must lose no event repeats the request until
// it gets a 202, and always with the same unique_id: Flowhook then counts the event once, however often it arrived.

import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Attempts of a request: about two minutes. */
const MAX_ATTEMPTS = 10;

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;
const TIMEOUT_MS = 30_000;

/** Statuses after which the same request may succeed; the last three come from proxies. */
const RETRIED = new Set([429, 503, 500, 502, 504]);

/** Sends one event. Returns the answer. */
export function sendEvent(event) {
  return post("/events", "application/json", JSON.stringify(withUniqueId(event)));
}

/** Sends up to 1,000 events. The answer lists the result of each, because Flowhook accepts an event even if it refuses others. */
export function sendEvents(events) {
  const lines = events.map((event) => `${JSON.stringify(withUniqueId(event))}\n`);
  return post("/events/bulk", "application/x-ndjson", lines.join(""));
}

/** Chosen once, before the first attempt. Your own id, such as that of the order, also covers a restart of the sender. */
function withUniqueId(event) {
  return event.unique_id === undefined ? { ...event, unique_id: randomUUID() } : event;
}

/** POSTs a body until an answer is final. Throws if Flowhook refuses the request or the last attempt fails. */
async function post(path, contentType, body) {
  for (let attempt = 1; ; attempt++) {
    const answer = await tryToPost(path, contentType, body);
    if (answer.status === 202) return answer.body;
    if (!answer.isRetried || attempt === MAX_ATTEMPTS) throw new Error(answer.problem);
    const ms = Math.max(answer.retryAfterMs, randomPause(attempt));
    console.error(`${answer.problem} Trying again in ${(ms / 1_000).toFixed(1)} s.`);
    await pause(ms);
  }
}

async function tryToPost(path, contentType, body) {
  const { FLOWHOOK_URL, FLOWHOOK_API_KEY } = process.env;
  try {
    const response = await fetch(FLOWHOOK_URL + path, {
      method: "POST",
      headers: { Authorization: `Bearer ${FLOWHOOK_API_KEY}`, "Content-Type": contentType },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await response.text();
    if (response.status === 202) return { status: 202, body: JSON.parse(text) };
    const retryAfterMs = Number(response.headers.get("retry-after") ?? 0) * 1_000 || 0;
    const problem = `Flowhook answered ${response.status}: ${text}`;
    return { status: response.status, problem, isRetried: RETRIED.has(response.status), retryAfterMs };
  } catch (error) {
    // No answer arrived. The event may be stored, or not: with the same unique_id, sending it again is safe.
    return { problem: `No answer: ${error.cause?.message ?? error.message}.`, isRetried: true, retryAfterMs: 0 };
  }
}

/** Doubles with each attempt. A random part keeps many senders from returning at the same moment. */
function randomPause(attempt) {
  return Math.random() * Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** attempt);
}

async function main([file]) {
  if (file === undefined) throw new Error("Name a file: one event as JSON, or one event a line as NDJSON.");
  const text = readFileSync(file, "utf8");
  if (!file.endsWith(".ndjson")) {
    const { event_id = "", duplicate } = await sendEvent(JSON.parse(text));
    console.log(`${duplicate ? "Already stored" : "Stored"}: ${event_id}`);
    return;
  }
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const { accepted, events } = await sendEvents(lines.map((line) => JSON.parse(line)));
  console.log(`Stored ${accepted} events.`);
  for (const { index, status, errors } of events) {
    if (status !== "refused") continue;
    console.error(`Line ${index + 1} was refused: ${errors.map(({ detail }) => detail).join(" ")}`);
    process.exitCode = 1;
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
