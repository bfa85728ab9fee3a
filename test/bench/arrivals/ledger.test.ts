import { describe, expect, test } from "vitest";
import { Ledger } from "../../../bench/arrivals/ledger.ts";

const run = "0a1b2c3d";

/** A ledger with these webhooks, each given as [number, send time, arrival, id]. */
function ledgerOf(webhooks: readonly (readonly [number, number, number, string?])[]): Ledger {
  const ledger = new Ledger();
  for (const [number, sentAt, arrivedAt, id] of webhooks) ledger.book({ run, number, sentAt }, arrivedAt, id);
  return ledger;
}

const RIGHT = { lost: 0, lost_numbers: [], duplicates: 0, changed_ids: 0, shared_ids: 0, unmatched: 0 };

describe("the account of a run", () => {
  test("is clean when each event arrived once", () => {
    const ledger = ledgerOf([
      [0, 1000, 1002, "a"],
      [1, 1000, 1500, "b"],
    ]);
    expect(ledger.account({ sent: 2, refused: [] })).toEqual({
      ...RIGHT,
      accepted: 2,
      delivered: 2,
      events_per_second: 4,
      latency_ms: { p50: 2, p95: 500, p99: 500, max: 500 },
    });
  });

  test("names accepted events that did not arrive", () => {
    const account = ledgerOf([[1, 0, 1]]).account({ sent: 3, refused: [] });
    expect(account).toMatchObject({ ...RIGHT, accepted: 3, delivered: 1, lost: 2, lost_numbers: [0, 2] });
  });

  test.each([
    ["arrived", [[0, 0, 1] as const, [1, 0, 1] as const]],
    ["did not arrive", [[0, 0, 1] as const]],
  ])("counts no fault for a refused event that %s", (_, webhooks) => {
    const account = ledgerOf(webhooks).account({ sent: 2, refused: [1] });
    expect(account).toMatchObject({ ...RIGHT, accepted: 1, delivered: 1 });
  });

  test("counts repeats, and separately the repeats with a different id", () => {
    const ledger = ledgerOf([
      [0, 0, 1, "a"],
      [0, 0, 2, "a"],
      [0, 0, 3, "b"],
      [0, 0, 4, "b"],
    ]);
    expect(ledger.account({ sent: 1, refused: [] })).toMatchObject({ ...RIGHT, duplicates: 3, changed_ids: 2 });
  });

  test("counts two events with one id, but not events without an id", () => {
    const ledger = ledgerOf([
      [0, 0, 1, "a"],
      [1, 0, 1, "a"],
      [2, 0, 1],
      [3, 0, 1],
    ]);
    expect(ledger.account({ sent: 4, refused: [] })).toMatchObject({ ...RIGHT, shared_ids: 1 });
  });

  test("counts every webhook of an event that was never sent", () => {
    const ledger = ledgerOf([
      [0, 0, 1],
      [1, 0, 1],
      [1, 0, 2],
    ]);
    expect(ledger.account({ sent: 1, refused: [] })).toMatchObject({ ...RIGHT, delivered: 1, unmatched: 2 });
  });

  test("uses the first arrival of an event for its latency", () => {
    const ledger = ledgerOf([
      [0, 0, 10],
      [0, 0, 90],
    ]);
    expect(ledger.account({ sent: 1, refused: [] }).latency_ms.max).toBe(10);
  });

  test("has no rate and no latency if nothing arrived", () => {
    const account = new Ledger().account({ sent: 1, refused: [] });
    expect(account.events_per_second).toBe(0);
    expect(account.latency_ms.p50).toBeNaN();
  });
});
