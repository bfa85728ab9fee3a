import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { doWithPage, type PageStart, type SelectedPage } from "#app/operator/selected-deliveries.ts";
import { MemoryDeliveryStore } from "#backends/memory/memory-delivery-store.ts";
import { isSelected } from "#core/delivery/selection.ts";
import { failedAttempt, make, NOON, parkedAttempt, sampleMessage } from "#support/delivery-samples.ts";

/** A store with deliveries of two flows, alternately failed and parked, a second apart. */
async function storeOf(count: number): Promise<MemoryDeliveryStore> {
  const store = new MemoryDeliveryStore();
  for (let index = 0; index < count; index++) {
    const message = sampleMessage({ flow_id: index % 3 === 0 ? "nps" : "winback" });
    const outcome = index % 2 === 0 ? failedAttempt : parkedAttempt;
    await make(store, message, outcome(message, { at: NOON + index * 1_000 }));
  }
  return store;
}

const page = (changes: Partial<SelectedPage> = {}): SelectedPage => ({
  selection: {},
  rate: 10,
  limit: 200,
  ...changes,
});

/** Processes all pages, and returns the operations in their order. */
async function goThrough(store: MemoryDeliveryStore, asked: SelectedPage, now: () => number = () => NOON) {
  const done: { id: string; at: number }[] = [];
  const pages: number[] = [];
  for (let start: PageStart | undefined; ; ) {
    const before = done.length;
    const { next } = await doWithPage(
      { store, now },
      { ...asked, ...start },
      async (id, at) => void done.push({ id, at }),
    );
    pages.push(done.length - before);
    if (next === undefined) return { done, pages };
    start = next;
  }
}

describe("an operation on many deliveries is done", () => {
  it("a few at a time, each in its slot", async () => {
    const store = await storeOf(60);
    const times: number[] = [];
    let [under, most] = [0, 0];
    const done = await doWithPage({ store, now: () => NOON }, page(), async (_, at) => {
      most = Math.max(most, ++under);
      times.push(at);
      await new Promise((resolve) => setImmediate(resolve));
      under--;
    });
    expect([done.done.length, most]).toEqual([60, 20]);
    expect(times).toEqual(Array.from({ length: 60 }, (_, index) => NOON + index * 100));
  });

  it("once for each selected delivery, whatever the size of a page", async () => {
    const selections = fc.record(
      {
        status: fc.constantFrom("failed" as const, "parked" as const),
        flow: fc.constantFrom("nps", "winback", "none"),
        since: fc.integer({ min: 0, max: 30 }).map((second) => NOON + second * 1_000),
        until: fc.integer({ min: 0, max: 30 }).map((second) => NOON + second * 1_000),
      },
      { requiredKeys: [] },
    );
    const sizes = fc.record({
      limit: fc.integer({ min: 1, max: 9 }),
      rate: fc.double({ min: 0.01, max: 2, noNaN: true }),
    });
    const store = await storeOf(25);
    await fc.assert(
      fc.asyncProperty(selections, sizes, async (selection, size) => {
        const { done, pages } = await goThrough(store, page({ selection, ...size }));
        const selected = store.records.filter((record) => isSelected(record, selection));
        expect(done.map(({ id }) => id).sort()).toEqual(selected.map(({ id }) => id).sort());
        for (const count of pages) expect(count).toBeLessThanOrEqual(Math.min(size.limit, Math.max(1, size.rate * 60)));
      }),
    );
  });

  it("on each delivery at its time: as many in a second as the rate allows", async () => {
    const { done } = await goThrough(await storeOf(5), page({ rate: 4 }));
    expect(done.map(({ at }) => at - NOON)).toEqual([0, 250, 500, 750, 1_000]);
  });

  it("at no higher rate over all pages, however soon the next page is requested", async () => {
    const store = await storeOf(25);
    const rates = fc.double({ min: 0.01, max: 1_000, noNaN: true });
    const clocks = fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 9 }), rates, clocks, async (limit, rate, waits) => {
        let time = NOON;
        let asked = 0;
        const now = () => (time += waits[asked++ % waits.length] ?? 0);
        const { done } = await goThrough(store, page({ limit, rate }), now);
        const times = done.map(({ at }) => at);
        expect(done).toHaveLength(25);
        // Times are whole milliseconds, each within one of its slot.
        for (let last = 1; last < times.length; last++) {
          expect((times[last] ?? 0) - (times[last - 1] ?? 0)).toBeGreaterThan(1_000 / rate - 1);
        }
      }),
    );
  });

  it("in one sequence over pages that are requested at once", async () => {
    const store = await storeOf(7);
    const whole = await goThrough(store, page({ rate: 3 }));
    expect(await goThrough(store, page({ rate: 3, limit: 2 }))).toEqual({ done: whole.done, pages: [2, 2, 2, 1] });
  });

  it("never before it is requested, even if the client took its time", async () => {
    const store = await storeOf(3);
    let time = NOON;
    const { done } = await goThrough(store, page({ rate: 10, limit: 1 }), () => (time += 60_000));
    expect(done.map(({ at }) => at - NOON)).toEqual([60_000, 120_000, 180_000]);
  });

  it("with a list of the skipped deliveries and their reasons, and the time when the page ends", async () => {
    const store = await storeOf(3);
    const [third, second, first] = store.records.map(({ id }) => id).reverse();
    const result = await doWithPage({ store, now: () => NOON }, page({ rate: 2 }), async (id) =>
      id === second ? "It is being sent." : undefined,
    );
    expect(result).toEqual({
      done: [third, first],
      left: [{ id: second, why: "It is being sent." }],
      lastAt: NOON + 1_000,
    });
  });

  it("on nothing if no delivery is selected", async () => {
    expect(await doWithPage({ store: new MemoryDeliveryStore(), now: () => NOON }, page(), neverAsked)).toEqual({
      done: [],
      left: [],
    });
  });

  it("a page with an operation that throws ends with the error", async () => {
    const store = await storeOf(3);
    const broken = doWithPage({ store, now: () => NOON }, page(), () => Promise.reject(new Error("no queue")));
    await expect(broken).rejects.toThrow("no queue");
  });
});

const neverAsked = () => Promise.reject(new Error("the operation must not be called"));
