// What is done for one wait or one profile costs the same beside a million others: no statement looks through a table.

import type { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DISPATCH_WAITS } from "#backends/embedded/dispatch-waits.ts";
import { Retention } from "#backends/embedded/retention.ts";
import { RUN_WAITS } from "#backends/embedded/run-waits.ts";
import { SqliteProfileStore } from "#backends/embedded/sqlite-profile-store.ts";
import { SqliteWaits } from "#backends/embedded/sqlite-waits.ts";
import { openStore } from "./opened-store.ts";

let opened: ReturnType<typeof openStore>;

beforeEach(() => {
  opened = openStore();
});

afterEach(() => opened.close());

/** How SQLite carries out each statement that `prepare` prepares. */
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
      .all(...Array(sql.includes("?1") ? 2 : sql.split("?").length - 1).fill(null))
      .map((row) => String(row["detail"])),
  );
}

/** Steps that look through all of something, other than the few rows that are taken. */
const scans = (plans: readonly string[]) => plans.filter((plan) => plan.startsWith("SCAN") && !plan.includes("_taken"));

describe.each([
  ["runs", "run_waits", (database: DatabaseSync) => new SqliteWaits(database, opened.commit, RUN_WAITS)],
  ["deliveries", "dispatches", (database: DatabaseSync) => new SqliteWaits(database, opened.commit, DISPATCH_WAITS)],
] as const)("%s that wait", (_, table, open) => {
  it("are found by their id and by when they are due, in that order", () => {
    const plans = plansOf(open);
    expect(scans(plans)).toEqual([]);
    expect(plans).toContain(`SEARCH ${table} USING COVERING INDEX ${table}_due (due_at<?)`);
    expect(plans).toContain(`SEARCH ${table} USING COVERING INDEX ${table}_due`);
    // Sorting is for the suspects alone, which come in random order.
    expect(plans.filter((plan) => plan.includes("TEMP B-TREE"))).toHaveLength(1);
  });
});

it("what happened to a profile is found by identifier, metric and time", () => {
  const plans = plansOf((database) => new SqliteProfileStore(database, opened.commit));
  expect(scans(plans)).toEqual([]);
  expect(plans).toContain("SEARCH profile_events USING PRIMARY KEY (identifier=? AND metric=? AND time>?)");
  expect(plans).toContain("SEARCH flow_entries USING PRIMARY KEY (identifier=? AND flow_id=? AND event_id=?)");
});

it("what profiles need no longer be remembered by is found by when that is", () => {
  const plans = plansOf((database) => new Retention(database, opened.commit));
  const onProfiles = plans.filter((plan) => plan.includes("profile_events") || plan.includes("flow_entries"));
  expect(scans(onProfiles)).toEqual([]);
  expect(onProfiles.filter((plan) => plan.includes("_expiring (expires_at<?)"))).toHaveLength(2);
});
