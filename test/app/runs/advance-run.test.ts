import { describe, expect, it } from "vitest";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import { abandonRun, advanceRun } from "#app/runs/advance-run.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import { checkedFlow, NO_ORDER, send, wait } from "#support/flow-files.ts";
import { anEvent, DAY, HOUR, START } from "#support/run-samples.ts";
import { past, runWorld, sentActions } from "./run-world.ts";

const WITHOUT_ORDER = { profile_filter: NO_ORDER };

/** A run that has waited for an hour before the action "b". */
function run(changes: Partial<RunMessage> = {}): RunMessage {
  const event = anEvent();
  return {
    v: 1,
    kind: "run",
    event,
    flow_id: "order",
    action_id: "b",
    started_at: START,
    due_at: START + HOUR,
    ...changes,
  };
}

const reminders = checkedFlow([wait("w", 1, "b"), send("b", "x"), wait("x", 24, "c"), send("c")], WITHOUT_ORDER);
const order = (time: number, received_at = time) =>
  past(anEvent({ id: "evt_order", metric: "Placed Order", time, received_at }));

/** The claim of the run's delivery by another worker, for one second. */
function claimByAnother(now: number) {
  const key = { event_id: "evt_checkout", flow_id: "order", action_id: "b" };
  return [key, { round: 1, attempt: 1, owner: "other", now, leaseUntil: now + 1_000, forced: false }] as const;
}

/** A world in which the run has just become due. */
function due(flows: readonly Flow[], broken: readonly string[] = []) {
  const opened = runWorld(flows, broken);
  opened.world.now = START + HOUR + 250;
  return opened;
}

describe("a run that has waited", () => {
  it("sends the deliveries that are due, as of their due time, and waits for the next action", async () => {
    const { ports, effects, sent, waits } = due([reminders]);
    expect(await advanceRun(ports, run())).toBe("done");
    expect(effects).toEqual(["cancelled?", "catalogue", "history", "wait", "dispatch"]);
    expect(sent).toEqual([
      [
        {
          target: "https://api.example.com",
          message: { ...run(), kind: "delivery", round: 1, attempt: 1, due_at: START + HOUR },
        },
      ],
    ]);
    expect(waits).toEqual([run({ action_id: "c", due_at: START + 25 * HOUR })]);
  });

  it("that is redelivered sends the same messages again, byte for byte", async () => {
    const { ports, world, sent, waits } = due([reminders]);
    await advanceRun(ports, run());
    world.now += DAY;
    await advanceRun(ports, run());
    expect(JSON.stringify(sent[1])).toBe(JSON.stringify(sent[0]));
    expect(JSON.stringify(waits[1])).toBe(JSON.stringify(waits[0]));
  });

  it("follows the current flow", async () => {
    const { ports, world, sent, waits } = due([reminders]);
    world.catalogue = compileCatalogue("2", [checkedFlow([send("a"), send("b", "d"), send("d")].slice(1))]);
    expect(await advanceRun(ports, run())).toBe("done");
    expect([sentActions(sent), waits]).toEqual([["order b", "order d"], []]);
  });

  it("of a flow that has become manual sends its delivery to be parked", async () => {
    const { ports, sent, store } = due([checkedFlow([send("b")], {}, { status: "manual" })]);
    expect(await advanceRun(ports, run())).toBe("done");
    expect([sentActions(sent), store.records]).toEqual([["order b"], []]);
  });

  it("skips a draft or disabled action without a record", async () => {
    for (const status of ["draft", "disabled"]) {
      const { ports, sent, store } = due([checkedFlow([send("b", "c", { status }), send("c")])]);
      await advanceRun(ports, run());
      expect([sentActions(sent), store.records]).toEqual([["order c"], []]);
    }
  });

  it.each([
    ["does not see events received after it was due", order(START + HOUR - 1, START + HOUR + 1), ["order b"]],
    ["sees events received by then", order(START + HOUR - 1, START + HOUR), []],
  ])("%s, however late the run is", async (_, happened, sentByThen) => {
    const { ports, world, memory, sent } = due([checkedFlow([send("b")], WITHOUT_ORDER)]);
    world.now = START + 13 * DAY;
    await memory.record([happened]);
    await advanceRun(ports, run());
    expect(sentActions(sent)).toEqual(sentByThen);
  });
});

describe("a delivery that a run does not send is recorded as skipped", () => {
  const gone = checkedFlow([send("a")]);
  it.each<[string, readonly Flow[], string, string]>([
    ["its flow is gone", [], "flow-not-found", "The flow of this delivery does not exist any more."],
    [
      "its flow was disabled",
      [checkedFlow([send("b")], {}, { status: "disabled" })],
      "flow-not-live",
      "The flow of this delivery is not live.",
    ],
    [
      "its flow is a draft again",
      [checkedFlow([send("b")], {}, { status: "draft" })],
      "flow-not-live",
      "The flow of this delivery is not live.",
    ],
    [
      "its action is gone",
      [gone],
      "action-not-found",
      "The action of this delivery does not exist in the flow any more.",
    ],
  ])("because %s", async (_, flows, reason, detail) => {
    const { ports, sent, waits, store } = due(flows);
    expect(await advanceRun(ports, run())).toBe("done");
    expect([sent, waits]).toEqual([[], []]);
    expect(store.records).toMatchObject([
      {
        id: "evt_checkout:order:b",
        status: "skipped",
        reason,
        round: 1,
        attempt: 1,
        created_at: START + HOUR + 250,
        started_at: START,
        due_at: START + HOUR,
        event: anEvent(),
        attempts: [{ outcome: "skipped", detail, duration_ms: 0 }],
      },
    ]);
    expect(store.records[0]).not.toHaveProperty("request");
  });

  it("because the profile no longer matches the flow's filter; the run continues", async () => {
    const { ports, memory, sent, waits, store } = due([reminders]);
    await memory.record([order(START + 5)]);
    expect(await advanceRun(ports, run())).toBe("done");
    expect([sent, waits.map(({ action_id }) => action_id)]).toEqual([[], ["c"]]);
    expect(store.records).toMatchObject([{ id: "evt_checkout:order:b", reason: "profile-filter-failed" }]);
  });

  it("separately for each of several consecutive actions", async () => {
    const flow = checkedFlow([send("b", "c"), send("c", "d", { status: "draft" }), send("d")], WITHOUT_ORDER);
    const { ports, memory, store } = due([flow]);
    await memory.record([order(START + 5)]);
    await advanceRun(ports, run());
    expect(store.records.map(({ id }) => id)).toEqual(["evt_checkout:order:b", "evt_checkout:order:d"]);
  });

  it("once, even if the message is redelivered and the flow is live again by then", async () => {
    const { ports, world, sent, store } = due([checkedFlow([send("b")], {}, { status: "disabled" })]);
    await advanceRun(ports, run());
    await advanceRun(ports, run());
    world.catalogue = compileCatalogue("2", [checkedFlow([send("b")])]);
    await advanceRun(ports, run());
    expect(store.records[0]?.attempts).toHaveLength(1);
    // The delivery already has an outcome.
    const [message] = sent.flat().map((dispatch) => dispatch.message);
    expect(message).toMatchObject({ round: 1, attempt: 1 });
    expect(store.records).toMatchObject([{ round: 1, attempt: 1, status: "skipped" }]);
  });

  it("only after the run's other deliveries are sent", async () => {
    const { ports, memory, effects } = due([reminders]);
    await memory.record([order(START + 5)]);
    await advanceRun(ports, run());
    expect(effects).toEqual(["cancelled?", "catalogue", "history", "wait", "claim", "record"]);
  });

  it("by one worker: another worker at the same step leaves the message in the queue", async () => {
    const { ports, world, store } = due([]);
    await store.claim(...claimByAnother(world.now));
    expect(await advanceRun(ports, run())).toBe("held");
    world.now += 1_000;
    expect(await advanceRun(ports, run())).toBe("done");
  });

  it("as are the others if another worker holds one of them", async () => {
    const flow = checkedFlow([send("b", "c"), send("c")], WITHOUT_ORDER);
    const { ports, world, memory, store } = due([flow]);
    await memory.record([order(START + 5)]);
    await store.claim(...claimByAnother(world.now));
    expect(await advanceRun(ports, run())).toBe("held");
    expect(store.records.map(({ id }) => id)).toEqual(["evt_checkout:order:c"]);
  });
});

describe("a run that was cancelled", () => {
  const key = { event_id: "evt_checkout", flow_id: "order" };
  const CANCELLED = { id: "evt_checkout:order:b", status: "skipped", reason: "run-cancelled", due_at: START + HOUR };

  it("ends when it wakes: it sends nothing, and this is recorded", async () => {
    const { ports, cancelled, sent, waits, store, effects } = due([reminders]);
    await cancelled.cancel(key);
    expect(await advanceRun(ports, run())).toBe("done");
    expect([sent, waits]).toEqual([[], []]);
    expect(store.records).toMatchObject([
      { ...CANCELLED, attempts: [{ detail: "A person cancelled the run while it waited for this action." }] },
    ]);
    expect(effects).toEqual(["cancelled?", "claim", "record"]);
  });

  it("is recorded once, however often its message is redelivered and its event is sent", async () => {
    const { ports, world, cancelled, store } = due([reminders]);
    await cancelled.cancel(key);
    await Promise.all([advanceRun(ports, run()), advanceRun(ports, run())]);
    world.now += 60_000;
    expect(await advanceRun(ports, run())).toBe("done");
    expect(store.records).toMatchObject([CANCELLED]);
    expect(store.records[0]?.attempts).toHaveLength(1);
  });

  it.each([
    ["its flow is gone", []],
    ["its flow is a draft again", [checkedFlow([send("b")], {}, { status: "draft" })]],
    ["its action is gone", [checkedFlow([send("a")])]],
  ])("is recorded as cancelled even if %s", async (_, flows) => {
    const { ports, cancelled, store } = due(flows);
    await cancelled.cancel(key);
    await advanceRun(ports, run());
    expect(store.records).toMatchObject([CANCELLED]);
  });

  it("does not cancel other runs of its event or its flow", async () => {
    const { ports, cancelled, sent, store } = due([reminders]);
    await cancelled.cancel({ ...key, flow_id: "other" });
    await cancelled.cancel({ ...key, event_id: "evt_other" });
    expect(await advanceRun(ports, run())).toBe("done");
    expect([sentActions(sent), store.records]).toEqual([["order b"], []]);
  });

  it("keeps its earlier deliveries if the step that sent them is repeated", async () => {
    const { ports, world, cancelled, sent, store } = due([reminders]);
    await advanceRun(ports, run());
    await cancelled.cancel(key);
    world.now += HOUR;
    await advanceRun(ports, run({ action_id: "c", due_at: START + 25 * HOUR }));
    expect(sentActions(sent)).toEqual(["order b"]);
    expect(store.records).toMatchObject([{ id: "evt_checkout:order:c", reason: "run-cancelled" }]);
  });
});

describe("a fault", () => {
  it.each([
    ["cancelled?", []],
    ["catalogue", ["catalogue"]],
    ["history", ["catalogue", "history"]],
    ["wait", ["catalogue", "history", "wait"]],
    ["claim", ["catalogue", "history", "wait", "claim"]],
    ["record", ["catalogue", "history", "wait", "claim", "record"]],
  ])("of the %s leaves the run's message in the queue, and no later step happens", async (broken, done) => {
    const { ports, memory, effects } = due([reminders], [broken]);
    await memory.record([order(START + 5)]);
    await expect(advanceRun(ports, run())).rejects.toThrow(`${broken} is broken`);
    expect(effects).toEqual(["cancelled?", ...done]);
  });

  it("of the dispatch queue as well", async () => {
    const { ports, store } = due([reminders], ["dispatch"]);
    await expect(advanceRun(ports, run())).rejects.toThrow("dispatch is broken");
    expect(store.records).toEqual([]);
  });
});

describe("a run that repeatedly ended the process", () => {
  it("is recorded as failed, with the reason, and is not continued", async () => {
    const { ports, sent, waits, store } = due([reminders]);
    expect(await abandonRun(ports, run(), 10)).toBe("done");
    expect(await abandonRun(ports, run(), 11)).toBe("done");
    expect([sent, waits]).toEqual([[], []]);
    expect(store.records).toMatchObject([
      {
        id: "evt_checkout:order:b",
        status: "failed",
        reason: "delivery-ends-process",
        attempts: [{ detail: "The process ended 10 times while it worked on this run." }],
      },
    ]);
  });
});
