// Tests of entries: which event may enter a flow, and which entries are stored.

import { expect, test } from "vitest";
import type { FlowEntry, ProfileStore } from "#app/runs/profile-ports.ts";
import { freshEventId, NOON } from "#support/delivery-samples.ts";
import { entryOf, everything, freshIdentifier, happened } from "#support/profile-samples.ts";

/** A flow that may be entered at any time. */
const ALWAYS: Partial<FlowEntry> = { notAfter: Number.POSITIVE_INFINITY };

/** A flow that may be entered once. */
const ONCE: Partial<FlowEntry> = { notAfter: Number.NEGATIVE_INFINITY };

/** An event that never entered any flow. */
const NO_EVENT = "evt_none";

export function entryTests(store: ProfileStore): void {
  const one = freshIdentifier;
  const last = (identifiers: readonly string[], by = Number.MAX_SAFE_INTEGER) =>
    store.lastEntry("winback", identifiers, NO_EVENT, by);

  test("the first event enters", async () => {
    const ids = [one()];
    expect(await store.enter(entryOf(ids))).toBe(true);
    expect(await last(ids)).toBe(NOON);
  });

  test("the event that entered may enter again, however often, without an effect", async () => {
    const entry = entryOf([one(), one("id")], ONCE);
    for (let time = 0; time < 3; time++) expect(await store.enter(entry)).toBe(true);
    expect(await store.lastEntry("winback", entry.identifiers, entry.event_id, NOON)).toBeUndefined();
    expect(await last(entry.identifiers)).toBe(NOON);
  });

  test("the event that entered may enter again even if another event entered after it", async () => {
    const ids = [one()];
    const entry = entryOf(ids);
    await store.enter(entry);
    expect(await store.enter(entryOf(ids, { entered_at: NOON + 10_000 }))).toBe(true);
    expect(await store.enter(entry)).toBe(true);
    expect(await last(ids)).toBe(NOON + 10_000);
  });

  test("another event is refused within the period and enters after it, to the millisecond", async () => {
    const ids = [one()];
    await store.enter(entryOf(ids));
    expect(await store.enter(entryOf(ids, { entered_at: NOON + 1 }))).toBe(false);
    expect(await store.enter(entryOf(ids, { entered_at: NOON + 9_999 }))).toBe(false);
    expect(await last(ids)).toBe(NOON);
    expect(await store.enter(entryOf(ids, { entered_at: NOON + 10_000 }))).toBe(true);
    expect(await last(ids)).toBe(NOON + 10_000);
  });

  test("a flow that is entered once is never entered by another event", async () => {
    const ids = [one()];
    await store.enter(entryOf(ids, ONCE));
    for (const entered_at of [NOON - 1, NOON, NOON + 1, NOON + 1e12]) {
      expect(await store.enter(entryOf(ids, { ...ONCE, entered_at }))).toBe(false);
    }
  });

  test("a flow that is entered at any time is entered by every event", async () => {
    const ids = [one()];
    for (const entered_at of [NOON, NOON, NOON + 1, NOON - 1]) {
      expect(await store.enter(entryOf(ids, { ...ALWAYS, entered_at }))).toBe(true);
    }
    expect(await last(ids)).toBe(NOON + 1);
  });

  test("an older event that arrives after a newer one is refused", async () => {
    const ids = [one()];
    await store.enter(entryOf(ids));
    for (const entered_at of [NOON - 1, NOON - 1e9]) {
      expect(await store.enter(entryOf(ids, { entered_at }))).toBe(false);
    }
    expect(await last(ids)).toBe(NOON);
  });

  test("an entry under any of the identifiers forbids another, and a refused entry writes nothing", async () => {
    const [email, phone, id] = [one("email"), one("phone_number"), one("id")];
    await store.enter(entryOf([email, phone]));
    for (const taken of [email, phone]) {
      for (const ids of [
        [id, taken],
        [taken, id],
      ]) {
        expect(await store.enter(entryOf(ids, { entered_at: NOON + 1 }))).toBe(false);
      }
    }
    expect(await last([id])).toBeUndefined();
    expect(await store.enter(entryOf([id], { entered_at: NOON + 2 }))).toBe(true);
  });

  test("a refused event may be refused again, and enters once no entry forbids it", async () => {
    const ids = [one()];
    await store.enter(entryOf(ids));
    const refused = entryOf(ids, { entered_at: NOON + 1 });
    for (let time = 0; time < 2; time++) expect(await store.enter(refused)).toBe(false);
    expect(await store.enter({ ...refused, ...ALWAYS })).toBe(true);
  });

  test("entries of each flow and each profile are independent", async () => {
    const [ada, zoe] = [one(), one()];
    await store.enter(entryOf([ada], ONCE));
    expect(await store.enter(entryOf([zoe], ONCE))).toBe(true);
    expect(await store.enter(entryOf([ada], { ...ONCE, flow_id: "winback-2" }))).toBe(true);
    expect(await store.lastEntry("winback-3", [ada], NO_EVENT, NOON)).toBeUndefined();
  });

  test("one event enters many flows at the same time", async () => {
    const identifiers = [one(), one("id")];
    const event_id = freshEventId();
    const flows = Array.from({ length: 12 }, (_, index) => `flow-${index}`);
    const entered = await Promise.all(flows.map((flow_id) => store.enter(entryOf(identifiers, { flow_id, event_id }))));
    expect(entered).toEqual(flows.map(() => true));
  });

  test("of two events that enter at the same time and share an identifier exactly one enters", async () => {
    for (let time = 0; time < 10; time++) {
      const [own, other, shared] = [one("email"), one("email"), one("phone_number")];
      const entries = [entryOf([own, shared], ONCE), entryOf([other, shared], ONCE)];
      const entered = await Promise.all(entries.map((entry) => store.enter(entry)));
      expect(entered.filter(Boolean)).toHaveLength(1);
      expect(await last([own])).toBe(entered[0] ? NOON : undefined);
      expect(await last([other])).toBe(entered[1] ? NOON : undefined);
    }
  });

  test("an event that enters twice at the same time enters both times", async () => {
    for (let time = 0; time < 5; time++) {
      const entry = entryOf([one("email"), one("phone_number")], ONCE);
      expect(await Promise.all([store.enter(entry), store.enter(entry)])).toEqual([true, true]);
    }
  });

  test("the last entry is that of another event, no later than the given time", async () => {
    const ids = [one()];
    const [first, second] = [entryOf(ids, ALWAYS), entryOf(ids, { ...ALWAYS, entered_at: NOON + 5 })];
    await store.enter(first);
    await store.enter(second);
    expect(await last(ids)).toBe(NOON + 5);
    expect(await last(ids, NOON + 5)).toBe(NOON + 5);
    expect(await last(ids, NOON + 4)).toBe(NOON);
    expect(await last(ids, NOON - 1)).toBeUndefined();
    expect(await store.lastEntry("winback", ids, second.event_id, NOON + 9)).toBe(NOON);
    expect(await store.lastEntry("winback", ids, second.event_id, NOON - 1)).toBeUndefined();
    expect(await store.lastEntry("winback", ids, first.event_id, NOON + 4)).toBeUndefined();
  });

  test("the last entry is the latest under any of the identifiers", async () => {
    const [email, id] = [one("email"), one("id")];
    await store.enter(entryOf([email], { entered_at: NOON + 5 }));
    await store.enter(entryOf([id], { entered_at: NOON + 7 }));
    expect(await last([email, id, one()])).toBe(NOON + 7);
    expect(await last([email, id], NOON + 6)).toBe(NOON + 5);
    expect(await last([])).toBeUndefined();
  });

  test("the last two entries by time are stored, in whatever order they arrive", async () => {
    const ids = [one()];
    const entries = [3, 1, 4, 2].map((after) => entryOf(ids, { ...ALWAYS, entered_at: NOON + after }));
    for (const entry of entries) await store.enter(entry);
    expect(await last(ids)).toBe(NOON + 4);
    expect(await store.lastEntry("winback", ids, entries[2]?.event_id ?? "", NOON + 9)).toBe(NOON + 3);
  });

  test("entries and histories are separate", async () => {
    const ids = [one()];
    const event = happened({ metric: "winback" });
    await store.record([{ identifiers: ids, event }]);
    await store.enter(entryOf(ids, { event_id: event.event_id }));
    expect(await store.history(everything(ids, ["winback", "entry#winback"]))).toEqual([event]);
    expect(await last(ids)).toBe(NOON);
  });

  test("an entry that may expire is stored until then", async () => {
    const ids = [one()];
    expect(await store.enter(entryOf(ids, { ...ONCE, expiresAt: NOON + 400 * 86_400_000 }))).toBe(true);
    expect(await store.enter(entryOf(ids, { ...ONCE, entered_at: NOON + 1 }))).toBe(false);
  });
}
