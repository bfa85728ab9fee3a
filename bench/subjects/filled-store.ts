// A store in which a lot has happened already: past deliveries, and runs and retries that wait for a far-off time. Written
// by SQL into the store's tables, because sending them would take hours.

import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { openDatabase } from "../../src/backends/embedded/database.ts";
import { eventHash } from "../../src/backends/embedded/event-hash.ts";
import { HOUR_MS } from "../../src/core/time.ts";

/** Rows in one transaction. */
const BATCH = 10_000;

const DAY_MS = 24 * HOUR_MS;

/** An order and its payload, as long as those that the bench sends. */
const EVENT = JSON.stringify({ metric: "Placed Order", properties: { Note: "n".repeat(560) } });
const BODY = JSON.stringify({ note: "n".repeat(440) });
const ATTEMPTS = JSON.stringify([{ round: 1, attempt: 1, at: 0, duration_ms: 3, outcome: "delivered", status: 200 }]);

/** Fills a new store in `data` with so many past deliveries, as many retries that wait, and as many runs that do. */
export function fillStore(data: string, count: number, now: number): void {
  mkdirSync(data, { recursive: true });
  const database = openDatabase(join(data, "flowhook.db"));
  database.exec("PRAGMA synchronous = OFF");
  const delivery =
    database.prepare(`INSERT INTO deliveries (seq, id, v, event_id, flow_id, action_id, status, round, attempt,
    created_at, updated_at, url, headers, body, attempts, event, started_at, due_at)
    VALUES (?, ?, 1, ?, 'shop-1', 'send', 'delivered', 1, 1, ?, ?, 'https://hook.example/', '{}', ?, ?, ?, ?, ?)`);
  const index = database.prepare("INSERT INTO deliveries_by_event (event_hash, seq) VALUES (?, ?)");
  const run = database.prepare(
    "INSERT INTO run_waits (started_hour, id, due_at, flow_id, action_id, message) VALUES (?, ?, ?, 'shop-1', 'send', ?)",
  );
  const retry = database.prepare(
    "INSERT INTO dispatches (started_hour, id, due_at, target, message) VALUES (?, ?, ?, 'https://hook.example', ?)",
  );
  const fill = (seq: number): void => {
    const eventId = `evt_${createHash("sha256").update(`past-${seq}`).digest("hex").slice(0, 32)}`;
    const at = now - DAY_MS + seq;
    delivery.run(seq, `${eventId}:shop-1:send`, eventId, at, at, BODY, ATTEMPTS, EVENT, at, at);
    index.run(eventHash(eventId), seq);
    const startedHour = Math.floor(at / HOUR_MS);
    run.run(startedHour, `${eventId}:shop-1:send`, now + DAY_MS + seq, EVENT);
    retry.run(startedHour, `${eventId}:shop-1:send#1.2`, now + DAY_MS + seq, EVENT);
  };
  for (let start = 1; start <= count; start += BATCH) {
    database.exec("BEGIN");
    for (let seq = start; seq < Math.min(start + BATCH, count + 1); seq++) fill(seq);
    database.exec("COMMIT");
  }
  database.prepare("UPDATE settings SET value = ? WHERE name = 'deliveries-indexed-up-to'").run(String(count));
  database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}
