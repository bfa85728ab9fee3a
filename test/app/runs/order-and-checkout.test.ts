// The classic: a cart reminder that is not sent if an order has happened since the flow started, in whichever order the two
// events arrive.

import { describe, expect, it } from "vitest";
import { advanceRun } from "#app/runs/advance-run.ts";
import { matchEvents } from "#app/runs/match-events.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { checkedFlow, counted, groups, send, wait } from "#support/flow-files.ts";
import { HOUR, START } from "#support/run-samples.ts";
import { sampleEventMessage } from "../../contracts/events-queue.contract.ts";
import { runWorld, sentActions } from "./run-world.ts";

const cart = checkedFlow([wait("w", 4, "remind"), send("remind")], {
  profile_filter: groups(counted("Placed Order", "equals", 0, { operator: "flow-start" })),
});

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

interface Happened {
  /** When it happened and when it was received, in milliseconds after START. */
  readonly at: number;
  readonly received?: number;
  readonly profile?: object;
}

function message(metric: string, { at, received = at, profile }: Happened): EventMessage {
  const body = {
    metric,
    time: new Date(START + at).toISOString(),
    profile: profile ?? { email: "ada@customer.example", phone_number: "+4512345678" },
    unique_id: `${metric}-${at}`,
  };
  const received_at = START + received;
  return sampleEventMessage({ request_id: `${metric}-${at}-${received}`, received_at, body: JSON.stringify(body) });
}

const checkout = (happened: Happened) => message("Started Checkout", happened);
const order = (happened: Happened) => message("Placed Order", happened);

/** The sent and skipped deliveries of batches that arrive one after the other; each run advances when it is due. */
async function played(...batches: readonly EventMessage[][]): Promise<{ sent: string[]; skipped: string[] }> {
  const { ports, world, sent, waits, store } = runWorld([cart]);
  for (const batch of batches) {
    const [first] = batch;
    world.now = first?.received_at ?? world.now;
    for (let run = waits[0]; run !== undefined && run.due_at < world.now; run = waits[0]) {
      waits.shift();
      await advanceRun(ports, run);
    }
    await matchEvents(ports, batch);
  }
  for (let run = waits.shift(); run !== undefined; run = waits.shift()) await advanceRun(ports, run);
  return { sent: sentActions(sent), skipped: store.records.map(({ reason }) => reason ?? "") };
}

const REMINDED = { sent: ["order remind"], skipped: [] };
/** The filter failed at entry: no run exists, so nothing is skipped. */
const NOT_ENTERED = { sent: [], skipped: [] };
const SKIPPED = { sent: [], skipped: ["profile-filter-failed"] };

describe("an abandoned cart", () => {
  it("leads to one reminder if there is no order", async () => {
    expect(await played([checkout({ at: 0 })])).toEqual(REMINDED);
  });

  it("leads to one reminder even if its event is redelivered", async () => {
    const { sent } = await played([checkout({ at: 0 })], [checkout({ at: 0, received: MINUTE })]);
    expect(new Set(sent)).toEqual(new Set(REMINDED.sent));
  });
});

describe("a profile that orders gets no reminder", () => {
  it.each<[string, EventMessage[][], object]>([
    ["after the checkout", [[checkout({ at: 0 })], [order({ at: MINUTE })]], SKIPPED],
    ["a millisecond before the reminder is due", [[checkout({ at: 0 })], [order({ at: 4 * HOUR - 1 })]], SKIPPED],
    ["in one batch with the checkout, which is first", [[checkout({ at: 0 }), order({ at: 5 })]], SKIPPED],
    [
      "in one batch with the checkout, which is last",
      [[order({ at: 5, received: 5 }), checkout({ at: 0, received: 5 })]],
      NOT_ENTERED,
    ],
    [
      "after the checkout, even if the order is received first",
      [[order({ at: MINUTE, received: MINUTE })], [checkout({ at: 0, received: 2 * MINUTE })]],
      NOT_ENTERED,
    ],
    [
      "in the minute before the checkout, if neither event has a time",
      [[order({ at: -MINUTE })], [checkout({ at: 0 })]],
      NOT_ENTERED,
    ],
    [
      "in the second of the checkout, as reported by a sender of whole seconds",
      [[checkout({ at: 400 })], [order({ at: 0, received: 900 })]],
      SKIPPED,
    ],
    [
      "with only the phone number in common",
      [[checkout({ at: 0 })], [order({ at: MINUTE, profile: { phone_number: "+4512345678" } })]],
      SKIPPED,
    ],
    [
      "with the email address in another case",
      [[checkout({ at: 0 })], [order({ at: MINUTE, profile: { email: "ADA@Customer.example" } })]],
      SKIPPED,
    ],
  ])("%s", async (_, batches, expected) => {
    expect(await played(...batches)).toEqual(expected);
  });
});

describe("a profile that has not ordered since gets a reminder", () => {
  it.each<[string, EventMessage[][]]>([
    [
      "the order was a second before the checkout, by the times of both events",
      [[order({ at: -SECOND, received: 5 })], [checkout({ at: 0, received: 9 })]],
    ],
    [
      "the order was more than a minute before, by the times of receipt",
      [[order({ at: -MINUTE - 1 })], [checkout({ at: 0 })]],
    ],
    [
      "the order was before, and is received later",
      [[checkout({ at: 0 })], [order({ at: -MINUTE - SECOND, received: MINUTE })]],
    ],
    ["the order comes after the reminder", [[checkout({ at: 0 })], [order({ at: 4 * HOUR + 1 })]]],
    [
      "the order is received after the reminder",
      [[checkout({ at: 0 })], [order({ at: HOUR, received: 4 * HOUR + 1 })]],
    ],
    ["someone else ordered", [[checkout({ at: 0 })], [order({ at: 1, profile: { email: "x@customer.example" } })]]],
  ])("%s", async (_, batches) => {
    expect(await played(...batches)).toEqual(REMINDED);
  });
});
