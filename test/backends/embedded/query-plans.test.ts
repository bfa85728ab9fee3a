// An operation on one message or profile costs the same with a million others in the store, because no statement scans a table.

import type { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DELAYED_DISPATCHES } from "#backends/embedded/embedded-dispatch-queue.ts";
import { DELAYED_RUNS } from "#backends/embedded/embedded-steps-queue.ts";
import { Retention } from "#backends/embedded/retention.ts";
import { SqliteDelayedMessages } from "#backends/embedded/sqlite-delayed-messages.ts";
import { SqliteProfileStore } from "#backends/embedded/sqlite-profile-store.ts";
import { SqliteWaitingRuns } from "#backends/embedded/sqlite-waiting-runs.ts";
import { countRuns, listRuns, rowsOfRun } from "#backends/embedded/waiting-run-listing.ts";
import { openStore, waitingRunReader } from "#support/opened-store.ts";

let opened: ReturnType<typeof openStore>;

beforeEach(() => {
  opened = openStore();
});

afterEach(() => opened.close());

/** SQLite's plans for the statements that `prepare` prepares. */
function plansOf(prepare: (database: DatabaseSync) => unknown): string[] {
  const { database } = opened;
  const statements: string[] = [];
  const original = database.prepare.bind(database);
  database.prepare = (sql) => {
    statements.push(sql);
    return original(sql);
  };
  prepare(database);
  return statements.flatMap((sql) =>
    original(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map((row) => String(row["detail"])),
  );
}

/** Steps that scan a table or an index, except the few rows that are taken. */
const scans = (plans: readonly string[]) => plans.filter((plan) => plan.startsWith("SCAN") && !plan.includes("_taken"));

describe.each([
  ["runs", "run_waits", (database: DatabaseSync) => new SqliteDelayedMessages(database, opened.commit, DELAYED_RUNS)],
  [
    "deliveries",
    "dispatches",
    (database: DatabaseSync) => new SqliteDelayedMessages(database, opened.commit, DELAYED_DISPATCHES),
  ],
] as const)("waiting %s", (_, table, open) => {
  it("are found by their ids, and by their due times in order", () => {
    const plans = plansOf(open);
    expect(scans(plans)).toEqual([]);
    expect(plans).toContain(`SEARCH ${table} USING COVERING INDEX ${table}_due (due_at<?)`);
    expect(plans).toContain(`SEARCH ${table} USING COVERING INDEX ${table}_due`);
    // Only the suspected items are sorted, because they are taken in random order.
    expect(plans.filter((plan) => plan.includes("TEMP B-TREE"))).toHaveLength(1);
  });
});

it("an event of a profile is found by identifier, metric and time", () => {
  const plans = plansOf((database) => new SqliteProfileStore(database, opened.commit));
  expect(scans(plans)).toEqual([]);
  expect(plans).toContain("SEARCH profile_events USING PRIMARY KEY (identifier=? AND metric=? AND time>? AND time<?)");
  expect(plans).toContain(
    "SEARCH profile_events USING INDEX profile_events_timeless (event_id=? AND identifier=? AND metric=?)",
  );
  expect(plans).toContain("SEARCH flow_entries USING PRIMARY KEY (identifier=? AND flow_id=? AND event_id=?)");
});

it("expired rows of profiles and cancelled runs are found by the time of their expiry", () => {
  const plans = plansOf((database) => new Retention(database, opened.commit));
  const tables = ["profile_events", "flow_entries", "cancelled_runs"];
  const ofThese = plans.filter((plan) => tables.some((table) => plan.includes(table)));
  expect(scans(ofThese)).toEqual([]);
  expect(ofThese.filter((plan) => plan.includes("_expiring (expires_at<?)"))).toHaveLength(3);
});

describe("a query of waiting runs", () => {
  const key = { event_id: "evt_1", flow_id: "cart" };

  it("is found by flow, action and time, in the order of listings", () => {
    const plans = plansOf((database) => {
      listRuns(database, { flow: "cart", limit: 10 }, 0);
      listRuns(database, { flow: "cart", action: "remind", limit: 10, cursor: "remind 5 5" }, 0);
    });
    expect(scans(plans)).toEqual([]);
    expect(plans.filter((plan) => plan.includes("TEMP B-TREE"))).toEqual([]);
    for (const condition of ["due_at=? AND rowid>?", "due_at>?"]) {
      expect(plans).toContain(
        `SEARCH run_waits USING INDEX run_waits_by_action (flow_id=? AND action_id=? AND ${condition})`,
      );
    }
    expect(plans).toContain("SEARCH run_waits USING COVERING INDEX run_waits_by_action (flow_id=? AND action_id>?)");
    expect(plans).toContain("SEARCH cancelled USING PRIMARY KEY (event_id=? AND flow_id=?)");
  });

  it("is counted in the index alone", () => {
    const { database } = opened;
    database.exec(`INSERT INTO run_waits (started_hour, id, due_at, flow_id, action_id, message)
      VALUES (1, 'evt_1:cart:remind', 5, 'cart', 'remind', '{}')`);
    const plans = plansOf((own) => countRuns(own, "cart", 0));
    const range = "(flow_id=? AND action_id=? AND due_at>?)";
    expect(plans).toContain(`SEARCH run_waits USING COVERING INDEX run_waits_by_action ${range}`);
  });

  it("uses the key of event and flow, and so does the check for a cancelled run", () => {
    const { commit } = opened;
    const plans = plansOf((database) => {
      const reader = waitingRunReader(database);
      rowsOfRun(database, key);
      return new SqliteWaitingRuns({ database, commit, reader, now: () => 0, onSooner: () => {} });
    });
    // The hours are rows of a table that the statement itself generates.
    expect(scans(plans).filter((plan) => plan !== "SCAN hours")).toEqual([]);
    expect(plans).toContain("SEARCH cancelled_runs USING PRIMARY KEY (event_id=? AND flow_id=?)");
    expect(plans.filter((plan) => plan.includes("(started_hour=? AND id"))).toHaveLength(2);
  });
});
