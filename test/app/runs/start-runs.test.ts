import { describe, expect, it } from "vitest";
import { startRuns } from "#app/runs/start-runs.ts";
import type { Event } from "#core/event/event.ts";
import type { Flow } from "#core/flow/flow.ts";
import { checkedFlow, counted, groups, send, wait } from "#support/flow-files.ts";
import { anEvent, DAY, HOUR, START } from "#support/run-samples.ts";
import { past, runWorld } from "./run-world.ts";

const NO_ORDER = groups(counted("Placed Order", "equals", 0, { operator: "in-the-last", unit: "day", quantity: 30 }));
const notInFlow = (timeframe: object) =>
  groups({ type: "profile-not-in-flow", timeframe_filter: { type: "date", ...timeframe } });

/** The webhooks that an event starts, as "action", its waits, as "action +hours", and the effects that this took. */
async function started(flows: readonly Flow[], event: Event, before: readonly Event[] = []) {
  const { ports, world, memory, effects } = runWorld(flows);
  await memory.record(before.map(past));
  const outcomes = await startRuns(ports, world.catalogue, event);
  const sent = outcomes.flatMap(({ dispatches }) => dispatches.map(({ message }) => message.action_id));
  const waits = outcomes.flatMap((outcome) =>
    outcome.waits.map(({ action_id, due_at }) => `${action_id} +${(due_at - START) / HOUR}h`),
  );
  return { started: [...sent, ...waits], effects };
}

describe("an event starts a run", () => {
  it("of a plain flow without calling a port", async () => {
    const flows = [checkedFlow([send("a", "w"), wait("w", 1, "b"), send("b")])];
    expect(await started(flows, anEvent())).toEqual({ started: ["a", "b +1h"], effects: [] });
  });

  it("in each flow of its metric, and in no other", async () => {
    const triggers = [{ type: "metric", id: "Placed Order" }];
    const flows = [
      checkedFlow([send("a")], {}, { id: "one" }),
      checkedFlow([send("b")], {}, { id: "two" }),
      checkedFlow([send("c")], { triggers }, { id: "three" }),
    ];
    expect((await started(flows, anEvent())).started.sort()).toEqual(["a", "b"]);
  });

  it.each([
    ["live", ["a"]],
    ["manual", ["a"]],
    ["draft", []],
    ["disabled", []],
  ])("of a flow that is %s: %j", async (status, actions) => {
    const flow = checkedFlow([send("a")], {}, { status });
    expect((await started([flow], anEvent())).started).toEqual(actions);
  });

  it("and the delivery names its step and its due time", async () => {
    const { ports, world } = runWorld([checkedFlow([send("a")])]);
    const event = anEvent({ time: START - HOUR, received_at: START });
    const [outcome] = await startRuns(ports, world.catalogue, event);
    expect(outcome).toEqual({
      waits: [],
      dispatches: [
        {
          target: "https://api.example.com",
          message: {
            v: 1,
            kind: "delivery",
            event,
            flow_id: "order",
            action_id: "a",
            round: 1,
            attempt: 1,
            started_at: START - HOUR,
            due_at: START,
          },
        },
      ],
    });
  });

  it("unless it is a backfill, for which no port is called", async () => {
    const flow = checkedFlow([send("a")], { profile_filter: NO_ORDER, reentry_criteria: { unit: "day", duration: 1 } });
    expect(await started([flow], anEvent({ backfill: true }))).toEqual({ started: [], effects: [] });
  });

  it("unless none of its paths can send anything", async () => {
    const flow = checkedFlow([wait("w", 1, "a"), send("a", undefined, { status: "draft" })], {
      profile_filter: NO_ORDER,
    });
    expect(await started([flow], anEvent())).toEqual({ started: [], effects: [] });
  });
});

describe("the age of an event, when it was received,", () => {
  const plain = checkedFlow([send("a")], { profile_filter: NO_ORDER });
  const slow = checkedFlow([wait("w", 24, "a"), send("a")]);
  const late = (age: number) => anEvent({ time: START - age, received_at: START });

  it.each<[string, Flow, number, string[]]>([
    ["may be 4 hours", plain, 4 * HOUR, ["a"]],
    ["may not exceed that by a millisecond", plain, 4 * HOUR + 1, []],
    ["may equal the flow's first delay: the run is due at once", slow, DAY, ["a"]],
    ["may be below that delay: the run waits for the rest", slow, 10 * HOUR, ["a +14h"]],
    ["may not exceed that delay by a millisecond", slow, DAY + 1, []],
  ])("%s", async (_, flow, age, actions) => {
    expect((await started([flow], late(age))).started).toEqual(actions);
  });

  it("is checked before the profile is read", async () => {
    expect((await started([plain], late(4 * HOUR + 1))).effects).toEqual([]);
  });

  it("does not include the time that it spent in Flowhook's queues", async () => {
    const { ports, world } = runWorld([checkedFlow([send("a")])]);
    world.now = START + 30 * DAY;
    expect(await startRuns(ports, world.catalogue, anEvent())).toHaveLength(1);
  });
});

describe("the profile filter at entry", () => {
  const flow = checkedFlow([send("a")], { profile_filter: NO_ORDER });
  const order = (time: number, changes: Partial<Event> = {}) =>
    anEvent({ id: `evt_${time}`, metric: "Placed Order", time, received_at: time, ...changes });

  it.each<[string, Event, string[]]>([
    ["admits a profile that nothing excludes", order(START - 40 * DAY), ["a"]],
    ["refuses a profile that an event excludes", order(START - 20 * DAY), []],
    ["ignores other profiles", order(START - DAY, { profile: { email: "other@customer.example" } }), ["a"]],
    ["ignores events received later", order(START - DAY, { received_at: START + 1 }), ["a"]],
    ["sees events received at the same time", order(START - DAY, { received_at: START }), []],
  ])("%s", async (_, before, actions) => {
    expect(await started([flow], anEvent(), [before])).toEqual({ started: actions, effects: ["history"] });
  });

  it("reads the history as of the receipt of a late event", async () => {
    const event = anEvent({ time: START - 3 * HOUR, received_at: START });
    expect((await started([flow], event, [order(START - HOUR)])).started).toEqual([]);
  });
});

describe("re-entry", () => {
  const WEEKLY = { unit: "week", duration: 1 };
  const again = (days: number, changes: Partial<Event> = {}) =>
    anEvent({ id: `evt_${days}`, time: START + days * DAY, ...changes });

  /** The days, counted from the first event, on which a profile enters. */
  async function entries(definition: object, events: readonly Event[]): Promise<boolean[]> {
    const { ports, world } = runWorld([checkedFlow([send("a")], { ...definition })]);
    const entered: boolean[] = [];
    for (const event of events) entered.push((await startRuns(ports, world.catalogue, event)).length > 0);
    return entered;
  }

  it.each([
    ["always", {}, [0, 0, 1], [true, true, true]],
    ["always, for a duration of zero", { reentry_criteria: { unit: "day", duration: 0 } }, [0, 0], [true, true]],
    ["never", { reentry_criteria: { unit: "alltime", duration: 1 } }, [0, 1, 3_000], [true, false, false]],
    ["after a week", { reentry_criteria: WEEKLY }, [0, 6.99, 7, 13.99, 14], [true, false, true, false, true]],
  ])("%s", async (_, definition, days, entered) => {
    const events = days.map((day, index) => again(day, { id: `evt_${index}` }));
    expect(await entries(definition, events)).toEqual(entered);
  });

  it("is allowed for the event that entered: a repeat starts the same run", async () => {
    expect(await entries({ reentry_criteria: WEEKLY }, [again(0), again(0), again(1)])).toEqual([true, true, false]);
  });

  it("is refused under any identifier that the profile has entered with", async () => {
    const profile = { email: "Ada@customer.example", phone_number: "+4512345678" };
    const others = [{ phone_number: "+4512345678" }, { email: "ada@CUSTOMER.example" }, { id: "01H" }];
    const events = [again(0, { profile }), ...others.map((other, index) => again(index + 1, { profile: other }))];
    expect(await entries({ reentry_criteria: WEEKLY }, events)).toEqual([true, false, false, true]);
  });

  it("is checked last, and only if all other checks pass", async () => {
    const flow = checkedFlow([send("a")], { profile_filter: NO_ORDER, reentry_criteria: WEEKLY });
    expect((await started([flow], anEvent())).effects).toEqual(["history", "enter"]);
    const order = anEvent({ id: "evt_order", metric: "Placed Order", time: START - DAY });
    expect(await started([flow], anEvent(), [order])).toEqual({ started: [], effects: ["history"] });
    const old = anEvent({ time: START - 5 * HOUR, received_at: START });
    expect(await started([flow], old)).toEqual({ started: [], effects: [] });
  });

  it.each([
    ["the criteria's", { reentry_criteria: WEEKLY }, 7 * DAY, 7 * DAY],
    [
      "a condition",
      { profile_filter: notInFlow({ operator: "in-the-last", unit: "day", quantity: 30 }) },
      -Infinity,
      31 * DAY,
    ],
    [
      "the longer of both",
      { reentry_criteria: WEEKLY, profile_filter: notInFlow({ operator: "in-the-last", unit: "day", quantity: 30 }) },
      7 * DAY,
      31 * DAY,
    ],
    [
      "no expiry, if it is never allowed again",
      { reentry_criteria: { unit: "alltime", duration: 1 } },
      Infinity,
      undefined,
    ],
  ])("is stored for the time of %s, plus two weeks for a late step", async (_, definition, period, memory) => {
    const { ports, world } = runWorld([checkedFlow([send("a")], definition)]);
    const asked: unknown[] = [];
    const profiles: typeof ports.profiles = {
      ...ports.profiles,
      enter: async ({ entered_at, notAfter, expiresAt }) => asked.push([entered_at, notAfter, expiresAt]) > 0,
    };
    await startRuns({ ...ports, profiles }, world.catalogue, anEvent());
    expect(asked).toEqual([[START, START - period, memory === undefined ? undefined : START + memory + 14 * DAY]]);
  });

  it("is stored without refusing anything if only a condition needs it", async () => {
    const definition = { profile_filter: notInFlow({ operator: "alltime" }) };
    expect(await entries(definition, [again(0), again(0), again(1), again(400)])).toEqual([true, true, false, false]);
    const { effects } = await started([checkedFlow([send("a")], definition)], anEvent());
    expect(effects).toEqual(["last entry", "enter"]);
    // An event that was received before the last entry, and is processed after it.
    expect(await entries(definition, [again(0), again(-1)])).toEqual([true, true]);
  });

  it("that is refused sends nothing and starts no wait", async () => {
    const flow = checkedFlow([send("a", "w"), wait("w", 1, "b"), send("b")], { reentry_criteria: WEEKLY });
    const { ports, world } = runWorld([flow]);
    await startRuns(ports, world.catalogue, again(0));
    expect(await startRuns(ports, world.catalogue, again(1))).toEqual([]);
  });
});
