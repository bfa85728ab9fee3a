// An explanation agrees with the use cases: for any flow, history and event, it predicts their effects and
// changes nothing.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Dispatch } from "#app/delivery/delivery-ports.ts";
import { renderRequest } from "#app/delivery/render-request.ts";
import { explain } from "#app/explain/explain.ts";
import type { ExplainedFlow, WebhookOnPath } from "#app/explain/explanation.ts";
import { compileCatalogue } from "#app/flows/catalogue.ts";
import { advanceRun } from "#app/runs/advance-run.ts";
import { sendOutcomes } from "#app/runs/outcome.ts";
import type { ProfileStore } from "#app/runs/profile-ports.ts";
import { remember } from "#app/runs/remember.ts";
import { startRuns } from "#app/runs/start-runs.ts";
import { MemoryDeliveryStore } from "#backends/memory/memory-delivery-store.ts";
import { MemoryProfileStore } from "#backends/memory/memory-profile-store.ts";
import type { Event } from "#core/event/event.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import type { RunnableFlow } from "#core/runs/runnable-flow.ts";
import { plainSecrets } from "#support/delivery-ports.ts";
import { readOnly } from "#support/explained.ts";
import { checkedFlow, counted, type Fields, groups } from "#support/flow-files.ts";
import { anEvent, DAY, HOUR, START } from "#support/run-samples.ts";

const ZONE = "Europe/Vienna";
const METRICS = ["Started Checkout", "Placed Order"];

const condition: fc.Arbitrary<Fields> = fc.oneof(
  fc
    .record({ n: fc.nat({ max: 2 }), metric: fc.constantFrom(...METRICS), frame: fc.nat({ max: 2 }) })
    .map(({ n, metric, frame }) => {
      const frames = [
        { operator: "flow-start" },
        { operator: "alltime" },
        { operator: "in-the-last", unit: "day", quantity: 1 },
      ];
      return counted(metric, "less-than-or-equal", n, frames[frame] ?? {});
    }),
  fc.constantFrom("gold", "silver").map((value) => {
    return {
      type: "profile-property",
      property: "properties['Tier']",
      filter: { type: "string", operator: "equals", value },
    };
  }),
  fc.constant({ type: "profile-not-in-flow", timeframe_filter: { type: "date", operator: "alltime" } }),
);

const onEvent = fc.nat({ max: 3 }).map((value) => {
  return { type: "metric-property", field: "$value", filter: { type: "numeric", operator: "greater-than", value } };
});

/** One action that links to the next, and sometimes past it. */
function action(index: number, last: boolean): fc.Arbitrary<Fields> {
  const id = `a${index}`;
  const next = last ? null : `a${index + 1}`;
  const webhook = fc.constantFrom("live", "live", "manual", "draft", "disabled").map((status) => {
    const message = {
      url: `https://api.example.com/${id}`,
      body: { day: "{% today '%Y-%m-%d %H:%M' as day %}{{ day }}", of: "{{ email }}" },
    };
    return { id, type: "send-webhook", links: { next }, data: { status, message } };
  });
  const delay = fc.constantFrom<Fields>(
    { unit: "hours", value: 3 },
    { unit: "days", value: 1, delay_until_time: "09:00" },
    { unit: "minutes", value: 0 },
  );
  const split = fc.record({ on: condition, yes: fc.boolean(), no: fc.boolean() }).map(({ on, yes, no }) => {
    // One of the two branches always continues, so that later actions can be reached.
    const links = { next_if_true: yes || !no ? next : null, next_if_false: no ? next : null };
    return { id, type: "conditional-split", links, data: { profile_filter: groups(on) } };
  });
  return fc.oneof(
    { weight: 3, arbitrary: webhook },
    { weight: 2, arbitrary: delay.map((data) => ({ id, type: "time-delay", links: { next }, data })) },
    { weight: 2, arbitrary: split },
  );
}

const actions = fc
  .integer({ min: 1, max: 6 })
  .chain((length) => fc.tuple(...Array.from({ length }, (_, index) => action(index, index === length - 1))));

const flow: fc.Arbitrary<Flow> = fc
  .record({
    actions,
    status: fc.constantFrom("live", "live", "live", "manual", "draft"),
    trigger: fc.option(onEvent, { nil: undefined }),
    filter: fc.option(fc.array(condition, { minLength: 1, maxLength: 2 }), { nil: undefined }),
    reentry: fc.constantFrom(undefined, { unit: "day", duration: 1 }, { unit: "alltime", duration: 0 }),
  })
  .map(({ actions: made, status, trigger, filter, reentry }) => {
    const trigger_filter = trigger === undefined ? {} : { trigger_filter: groups(trigger) };
    const definition = {
      triggers: [{ type: "metric", id: "Started Checkout", ...trigger_filter }],
      ...(filter ? { profile_filter: groups(...filter) } : {}),
      ...(reentry ? { reentry_criteria: reentry } : {}),
    };
    return checkedFlow(made, definition, { status });
  });

const event: fc.Arbitrary<Event> = fc
  .record({
    metric: fc.constantFrom("Started Checkout", "Started Checkout", "Placed Order"),
    hours: fc.integer({ min: -40, max: 0 }),
    late: fc.constantFrom(0, 0, 0, HOUR, 5 * HOUR, 2 * DAY),
    value: fc.nat({ max: 4 }),
    tier: fc.constantFrom("gold", "silver", "none"),
    email: fc.constantFrom("ada@customer.example", "ada@customer.example", "zoe@customer.example"),
    backfill: fc.constantFrom(false, false, false, true),
  })
  .map(({ metric, hours, late, value, tier, email, backfill }) => {
    const time = START + hours * HOUR;
    const profile = { email, properties: { Tier: tier } };
    return anEvent({ metric, time, received_at: time + late, value, profile, ...(backfill ? { backfill } : {}) });
  });

/** The history, and the event to explain: sometimes a copy of an earlier one. */
const story = fc
  .record({ before: fc.array(event, { maxLength: 5 }), asked: event, copied: fc.nat({ max: 20 }) })
  .map(({ before, asked, copied }) => {
    const named = before.map((one, index) => ({ ...one, id: `evt_${index}` }));
    return { before: named, asked: named[copied] ?? { ...asked, id: "evt_asked" } };
  });

/** The real use cases over a store of profiles. Dispatches are kept, and runs are advanced to their ends at once. */
function world(flows: readonly Flow[], profiles: ProfileStore) {
  const catalogue = compileCatalogue("1", flows);
  const sent: Dispatch[] = [];
  const waiting: RunMessage[] = [];
  const ports = {
    catalogue: { current: async () => catalogue },
    dispatchQueue: {
      send: async (dispatches: readonly Dispatch[]) => void sent.push(...dispatches),
    },
    stepsQueue: { send: async (runs: readonly RunMessage[]) => void waiting.push(...runs) },
    waitingRuns: { isCancelled: async () => false },
    profiles,
    organizationZone: ZONE,
    store: new MemoryDeliveryStore(),
    now: () => START,
    newOwner: () => "owner",
  };
  return {
    catalogue,
    /** Processes an event and every run that it starts. */
    async take(event: Event): Promise<{ readonly sent: readonly Dispatch[]; readonly started: boolean }> {
      sent.length = 0;
      await remember(profiles, catalogue.counted, [event]);
      const outcomes = await startRuns(ports, catalogue, event);
      await sendOutcomes(ports, outcomes);
      for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) await advanceRun(ports, run);
      return { sent: [...sent], started: outcomes.length > 0 };
    },
  };
}

function sending({ path, verdict }: ExplainedFlow): WebhookOnPath[] {
  const steps = verdict === "starts" ? (path?.steps ?? []) : [];
  return steps.flatMap((step) =>
    step.type === "send-webhook" && (step.result === "sends" || step.result === "waits-for-approval") ? [step] : [],
  );
}

/** Renders the requests of deliveries. */
function requestsOf(sent: readonly Dispatch[], flows: ReadonlyMap<string, RunnableFlow>) {
  const ports = {
    secrets: plainSecrets(),
    organization: {},
    organizationZone: ZONE,
  };
  const requests = sent.map(async ({ message }) => {
    const webhook = flows.get(message.flow_id)?.webhooks.get(message.action_id);
    const request = webhook && (await renderRequest(webhook, message, ports));
    if (!request?.ok) throw new Error("A request was not rendered");
    const at = new Date(message.due_at).toISOString();
    return { action_id: message.action_id, at, request: { url: request.url, body: JSON.parse(request.body) } };
  });
  return Promise.all(requests);
}

describe("an explanation", () => {
  it("predicts the starts, the webhooks and the requests", async () => {
    const seen = new Set<string>();
    const agrees = async (one: Flow, { before, asked }: { before: Event[]; asked: Event }) => {
      const profiles = new MemoryProfileStore();
      const { catalogue, take } = world([one], profiles);
      for (const earlier of before) await take(earlier);
      const ports = { profiles: readOnly(profiles), organization: {}, organizationZone: ZONE };
      const [explained] = (await explain(ports, catalogue.flows.values(), asked)).flows;
      const { sent, started } = await take(asked);
      expect(explained?.verdict === "starts").toBe(started);
      expect(explained && sending(explained)).toMatchObject(await requestsOf(sent, catalogue.flows));
      seen.add(`${explained?.verdict}, ${sent.length > 0 ? "sends" : "sends nothing"}`);
    };
    await fc.assert(fc.asyncProperty(flow, story, agrees), { numRuns: 500 });
    const usual = ["does-not-start, sends nothing", "starts, sends", "would-start-if-live, sends nothing"];
    expect([...seen]).toEqual(expect.arrayContaining(usual));
  });
});
