// Random flows without cycles, random profiles and histories: every run ends, takes no action twice, and has the same result if
// messages are repeated, late, or processed twice at once.

import fc from "fast-check";
import { expect, it } from "vitest";
import { checkFlow } from "#core/flow/check-flow.ts";
import { runStart } from "#core/profiles/facts.ts";
import type { ProfileHistory } from "#core/profiles/history.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import { runnableFlow } from "#core/runs/runnable-flow.ts";
import { entryPosition, type RunPosition, type RunStep, stepRun } from "#core/runs/step-run.ts";
import { counted, type Fields, flowFile, groups } from "#support/flow-files.ts";
import { anEvent, HOUR, happened, historyOf, START } from "#support/run-samples.ts";

const SIZE = 7;

const condition = fc.oneof(
  fc
    .tuple(
      fc.constantFrom("Placed Order", "Viewed Cart"),
      fc.constantFrom("equals", "greater-than"),
      fc.nat(2),
      fc.boolean(),
    )
    .map(([metric, operator, value, ever]) =>
      counted(metric, operator, value, { operator: ever ? "alltime" : "flow-start" }),
    ),
  fc.constantFrom("gold", "silver").map((value) => ({
    type: "profile-property",
    property: "properties['Tier']",
    filter: { type: "string", operator: "equals", value },
  })),
);
const filter = condition.map((one) => groups(one));

/** A link to a later action, so that there is no cycle, or no link. */
const linkFrom = (index: number) =>
  fc.option(fc.integer({ min: index + 1, max: Math.max(index + 1, SIZE - 1) }), { freq: 5 }).map((to) => {
    return to === null || to >= SIZE ? null : `action-${to}`;
  });

const actionAt = (index: number): fc.Arbitrary<Fields> => {
  const id = `action-${index}`;
  const link = linkFrom(index);
  return fc.oneof(
    fc.tuple(link, fc.constantFrom("live", "live", "manual", "draft")).map(([next, status]) => {
      return { id, type: "send-webhook", links: { next }, data: { status, message: { url: "https://a.example/" } } };
    }),
    fc.tuple(link, fc.integer({ min: 0, max: 5 })).map(([next, value]) => {
      return { id, type: "time-delay", links: { next }, data: { unit: "hours", value } };
    }),
    link.map((next) => ({ id, type: "target-date", links: { next }, data: { target_time: "10:00", timezone: "UTC" } })),
    fc.tuple(link, link, filter).map(([next_if_true, next_if_false, profile_filter]) => {
      return { id, type: "conditional-split", links: { next_if_true, next_if_false }, data: { profile_filter } };
    }),
    fc.tuple(link, link, link, filter, filter).map(([a, b, c, first, second]) => {
      const branches = [
        { branch_id: "first", branch_filter: first, links: { next: a } },
        { branch_id: "second", branch_filter: second, links: { next: b } },
        { branch_id: "else", is_else: true, links: { next: c } },
      ];
      return { id, type: "multi-branch-split", data: { name: "Which way", branches } };
    }),
  );
};

const flows = fc
  .tuple(fc.tuple(...Array.from({ length: SIZE }, (_, index) => actionAt(index))), fc.option(filter))
  .map(([actions, profile_filter]) => reachable(actions, profile_filter))
  .filter((flow) => flow !== undefined);

/** The flow of those actions that can be reached from the first. */
function reachable(actions: readonly Fields[], profile_filter: Fields | null): RunnableFlow | undefined {
  const texts = new Map(actions.map((action) => [String(action["id"]), JSON.stringify(action)]));
  const found = new Set(["action-0"]);
  for (const id of found) for (const [to] of texts.get(id)?.matchAll(/action-\d/g) ?? []) found.add(to);
  const kept = actions.filter(({ id }) => found.has(String(id)));
  const triggers = [{ type: "metric", id: "Started Checkout" }];
  const checked = checkFlow(flowFile({}, { triggers, entry_action_id: "action-0", actions: kept, profile_filter }));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return runnableFlow(checked.flow);
}

const pasts = fc
  .array(fc.tuple(fc.constantFrom("Placed Order", "Viewed Cart"), fc.integer({ min: -20, max: 40 })), { maxLength: 4 })
  .map((all) => historyOf(...all.map(([metric, hours]) => happened(metric, START + hours * HOUR))));

const events = fc
  .tuple(fc.constantFrom("gold", "silver", "none"), fc.constantFrom(0, 0, 2 * HOUR))
  .map(([Tier, late]) => {
    return anEvent({ received_at: START + late, profile: { email: "ada@customer.example", properties: { Tier } } });
  });

/** A step with the events that were received by its time, as a store returns them. */
function take(flow: RunnableFlow, position: RunPosition, past: ProfileHistory): RunStep {
  const at = Math.max(position.due_at, position.event.received_at);
  const history = { events: past.events.filter(({ received_at }) => received_at <= at) };
  return stepRun(flow, position, { history, organizationZone: "UTC" });
}

function nextPosition(position: RunPosition, { end }: RunStep): RunPosition | undefined {
  return end.type === "waits" ? { ...position, action_id: end.action_id, due_at: end.due_at } : undefined;
}

it("every run ends, and takes no action twice", () => {
  fc.assert(
    fc.property(flows, events, pasts, (flow, event, past) => {
      const taken: string[] = [];
      let position: RunPosition | undefined = entryPosition(flow, runStart(event));
      for (let steps = 0; position !== undefined; steps++) {
        expect(steps).toBeLessThanOrEqual(SIZE);
        const step = take(flow, position, past);
        taken.push(...step.taken.map(({ step: { id } }) => id));
        const next = nextPosition(position, step);
        if (next) expect(next.due_at).toBeGreaterThan(position.due_at);
        position = next;
      }
      expect(new Set(taken).size).toBe(taken.length);
    }),
    { numRuns: 1_000 },
  );
});

/** All webhooks of a run with their times. */
function sent({ at, taken }: RunStep): string[] {
  return taken.flatMap((action) => (action.type === "webhook" ? [`${action.step.id} ${action.result} ${at}`] : []));
}

/** All webhooks of a run of which each message is processed once and on time. */
function sentOnce(flow: RunnableFlow, start: RunPosition, past: ProfileHistory): Set<string> {
  const all = new Set<string>();
  for (let position: RunPosition | undefined = start; position; ) {
    const step = take(flow, position, past);
    for (const webhook of sent(step)) all.add(webhook);
    position = nextPosition(position, step);
  }
  return all;
}

/** Turns after which a queue delivers each message once, so that it empties. */
const QUIET_AFTER = 60;

/** The same with a queue that delivers messages at any time, and redelivers every third one. */
function sentByBadQueue(flow: RunnableFlow, start: RunPosition, past: ProfileHistory, draw: (below: number) => number) {
  const queue = [start];
  const all = new Set<string>();
  let repeats = 0;
  for (let turn = 0; queue.length > 0; turn++) {
    const index = draw(queue.length);
    const [position = start] = queue.slice(index, index + 1);
    const keeps = turn < QUIET_AFTER && draw(3) === 0;
    if (keeps) repeats += 1;
    else queue.splice(index, 1);
    const step = take(flow, position, past);
    for (const webhook of sent(step)) all.add(webhook);
    const next = nextPosition(position, step);
    if (next) queue.push(next);
  }
  return { all, repeats };
}

it("a run has the same result if its messages are repeated, late, or processed twice at once", () => {
  let repeated = 0;
  fc.assert(
    fc.property(flows, events, pasts, fc.infiniteStream(fc.nat(100)), (flow, event, past, chance) => {
      const start = entryPosition(flow, runStart(event));
      const draw = (below: number) => (chance.next().value ?? 0) % below;
      const { all, repeats } = sentByBadQueue(flow, start, past, draw);
      expect(all).toEqual(sentOnce(flow, start, past));
      repeated += repeats;
    }),
    { numRuns: 500 },
  );
  expect(repeated).toBeGreaterThan(100);
});
