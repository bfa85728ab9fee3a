import { describe, expect, it } from "vitest";
import { remember } from "#app/runs/remember.ts";
import type { Event } from "#core/event/event.ts";
import type { Flow } from "#core/flow/flow.ts";
import { checkedFlow, counted, groups, send, wait } from "#support/flow-files.ts";
import { everything } from "#support/profile-samples.ts";
import { anEvent, DAY, HOUR, START } from "#support/run-samples.ts";
import { runWorld } from "./run-world.ts";

const IN_30_DAYS = { operator: "in-the-last", unit: "day", quantity: 30 };

/** A flow that counts orders within a timeframe. */
function counting(id: string, timeframe: object, more: object = {}, status = "live"): Flow {
  const profile_filter = groups(counted("Placed Order", "equals", 0, { ...timeframe }, { ...more }));
  return checkedFlow([wait("w", 48, "a"), send("a")], { profile_filter }, { id, status });
}

const order = (changes: Partial<Event> = {}) =>
  anEvent({
    id: "evt_order",
    metric: "Placed Order",
    value: 25,
    properties: { Tags: ["Mugs"], ShipTo: { City: "Kiel", Zip: "24103" }, Total: 25, Secret: "x" },
    ...changes,
  });

/** The records of events that these flows store. */
async function remembered(flows: readonly Flow[], ...events: readonly Event[]) {
  const { ports, world, remembered: records, effects, memory } = runWorld(flows);
  await remember(ports.profiles, world.catalogue.counted, events);
  return { records, effects, memory };
}

describe("the stored history of events", () => {
  it.each([
    ["live", 1],
    ["manual", 1],
    ["draft", 0],
    ["disabled", 0],
  ])("contains the events that live and manual flows count: of a %s flow %i", async (status, count) => {
    const { records, effects } = await remembered([counting("a", IN_30_DAYS, {}, status)], order(), anEvent());
    expect([records.length, effects]).toEqual([count, count === 0 ? [] : ["remember"]]);
  });

  it.each([
    ["a unique_id and no time", { unique_id: "1" }, true],
    ["a unique_id and a time", { unique_id: "1", received_at: START + 5 }, undefined],
    ["neither", {}, undefined],
  ])("says of an event with %s whether a copy may have another time", async (_, changes, timeless) => {
    const { records } = await remembered([counting("a", IN_30_DAYS)], order(changes));
    expect(records.map((record) => record.timeless)).toEqual([timeless]);
  });

  it("is empty, at no cost, if no flow counts events", async () => {
    expect((await remembered([checkedFlow([send("a")])], order(), anEvent())).effects).toEqual([]);
  });

  it("has the event under each of its profile's identifiers, with its time and value", async () => {
    const profile = { id: "01H", email: " Ada@Customer.example ", phone_number: "+4512345678" };
    const { records } = await remembered([counting("a", IN_30_DAYS)], order({ profile, received_at: START + 5 }));
    expect(records).toEqual([
      {
        identifiers: ["id:01H", "email:ada@customer.example", "phone_number:+4512345678"],
        event: {
          event_id: "evt_order",
          metric: "Placed Order",
          time: START,
          received_at: START + 5,
          value: 25,
          properties: {},
        },
        expiresAt: START + (30 + 1 + 14) * DAY,
      },
    ]);
  });

  it("has only the properties that a flow's conditions read", async () => {
    const having = (property: string) => ({
      metric_filters: [{ property, filter: { type: "existence", operator: "is-set" } }],
    });
    const flows = [
      counting("a", IN_30_DAYS, having("Tags")),
      counting("b", IN_30_DAYS, having("ShipTo.City")),
      counting("c", IN_30_DAYS, having("Missing")),
      counting("d", IN_30_DAYS, having("$value")),
    ];
    const [record] = (await remembered(flows, order())).records;
    expect(record?.event.properties).toEqual({ Tags: ["Mugs"], ShipTo: { City: "Kiel", Zip: "24103" } });
  });

  it("is kept for the longest of all timeframes, plus two weeks for a late step", async () => {
    const flows = [
      counting("a", IN_30_DAYS),
      counting("b", { ...IN_30_DAYS, quantity: 90 }),
      counting("c", IN_30_DAYS),
    ];
    const [record] = (await remembered(flows, order())).records;
    expect(record?.expiresAt).toBe(START + (90 + 1 + 14) * DAY);
  });

  it("is kept as long as a run of the flow can take, if it is counted since the flow's start", async () => {
    const [record] = (await remembered([counting("a", { operator: "flow-start" })], order())).records;
    const memory = (record?.expiresAt ?? 0) - START - 14 * DAY;
    expect([memory >= 48 * HOUR, memory < 49 * HOUR]).toEqual([true, true]);
  });

  it("is kept without expiry if a timeframe has no beginning", async () => {
    const flows = [counting("a", IN_30_DAYS), counting("b", { operator: "alltime" })];
    const [record] = (await remembered(flows, order())).records;
    expect(record).not.toHaveProperty("expiresAt");
  });

  it("counts an event once, however often it is redelivered", async () => {
    const { memory } = await remembered(
      [counting("a", IN_30_DAYS)],
      order(),
      order(),
      order({ received_at: START + 9 }),
    );
    const query = everything(["email:ada@customer.example"]);
    const found = await memory.history({ ...query, receivedBy: START + 9 });
    expect(found).toMatchObject([{ event_id: "evt_order", received_at: START }]);
  });

  it("is written at once for a whole batch, including backfilled and old events", async () => {
    const events = [order({ backfill: true }), order({ id: "evt_old", time: START - 20 * DAY })];
    const { records, effects } = await remembered([counting("a", IN_30_DAYS)], ...events);
    expect([records.map(({ event }) => event.event_id), effects]).toEqual([["evt_order", "evt_old"], ["remember"]]);
  });
});
