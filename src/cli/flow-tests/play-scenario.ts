// Plays a scenario: event after event, and between them everything that falls due, until nothing waits.

import type { Secrets, WebhookRequest, WebhookTarget } from "#app/delivery/sending-ports.ts";
import type { TargetAnswer } from "#core/delivery/outcome.ts";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import { ANY_HOST } from "#core/target/secret-hosts.ts";
import type { OpenPlayground, Playground, SimulatedClock } from "./playground.ts";
import { type Happening, isOneOf, type Scenario } from "./scenario.ts";
import type { WrittenAnswer } from "./scenario-schema.ts";

/** A delivery of a played scenario. */
export interface PlayedDelivery {
  readonly record: DeliveryRecord;
  /** When it was sent first; if it was never sent, when it was recorded. In milliseconds since 1970. */
  readonly at: number;
  /** The first request; undefined if the delivery was skipped, parked or could not be rendered. */
  readonly request?: SentRequest;
  readonly timesSent: number;
}

/** A person's decision on parked deliveries. */
export type Review = Extract<Happening, { type: "review" }>;

/** The outcome of a scenario. */
export interface Played {
  /** In order of time. */
  readonly deliveries: readonly PlayedDelivery[];
  /** Decisions that matched no parked delivery. */
  readonly idleReviews: readonly Review[];
}

/** Plays a scenario. */
export async function playScenario(scenario: Scenario, open: OpenPlayground): Promise<Played> {
  const { flows, timezone, happenings, startedAt } = scenario;
  const clock: SimulatedClock = { now: happenings[0]?.at ?? startedAt };
  const target = scriptedTarget(scenario, clock);
  const playground = await open({ clock, flows, timezone, target, secrets: scenarioSecrets(scenario) });
  const idleReviews: Review[] = [];
  try {
    for (const happening of happenings) {
      // At the same time, an event comes before other due work, and a decision after it.
      await playUntil(playground, clock, happening.type === "event" ? happening.at : happening.at + 1);
      clock.now = happening.at;
      if (happening.type === "event") await playground.receive(happening.message);
      else if (!(await decide(playground, happening))) idleReviews.push(happening);
    }
    await playUntil(playground, clock, Number.POSITIVE_INFINITY);
    return { deliveries: played(await playground.deliveries(), target.sent), idleReviews };
  } finally {
    await playground.close();
  }
}

/** More due times than any scenario has: a delivery has at most eighteen. */
const MOST_DUE_TIMES = 100_000;

/** Processes everything that is due before `time`. */
async function playUntil(playground: Playground, clock: SimulatedClock, time: number): Promise<void> {
  for (let count = 0; count < MOST_DUE_TIMES; count++) {
    const due = await playground.nextDue();
    if (due === undefined || due >= time) return;
    clock.now = Math.max(clock.now, due);
    await playground.workDue();
  }
  throw new Error("The scenario does not end");
}

/** Decides on all deliveries that the review selects; false if it selects no delivery. */
async function decide(playground: Playground, { decision, which }: Review): Promise<boolean> {
  const deliveries = await playground.deliveries();
  const waiting = deliveries.filter((record) => record.status === "parked" && isOneOf(which, record));
  for (const { id } of waiting) await playground.review(decision, id);
  return waiting.length > 0;
}

function played(records: readonly DeliveryRecord[], sent: readonly SentRequest[]): PlayedDelivery[] {
  const byDelivery = Map.groupBy(sent, ({ headers }) => headers["webhook-id"] ?? "");
  return records
    .map((record) => {
      const requests = byDelivery.get(record.id) ?? [];
      const [request] = requests;
      const at = request?.at ?? record.attempts[0]?.at ?? record.created_at;
      return { record, at, timesSent: requests.length, ...(request ? { request } : {}) };
    })
    .sort((a, b) => a.at - b.at);
}

interface SentRequest extends WebhookRequest {
  /** In milliseconds since 1970. */
  readonly at: number;
}

interface ScriptedTarget extends WebhookTarget {
  /** The received requests, in order. */
  readonly sent: readonly SentRequest[];
}

const OK: WrittenAnswer = 200;

/** Targets that answer as the scenario says and record their requests. */
function scriptedTarget({ target }: Scenario, clock: SimulatedClock): ScriptedTarget {
  const sent: SentRequest[] = [];
  const inOrder = Array.isArray(target) ? target.values() : undefined;
  // Not an array, so it is one answer; Array.isArray does not narrow readonly arrays.
  const always = target as WrittenAnswer;
  return {
    sent,
    async post(request) {
      sent.push({ ...request, at: clock.now });
      return answerOf(inOrder ? (inOrder.next().value ?? OK) : always);
    },
  };
}

function answerOf(answer: WrittenAnswer): TargetAnswer {
  if (typeof answer === "number") return { type: "answered", status: answer, excerpt: "", durationMs: 0 };
  if ("error" in answer) return { type: "unanswered", reason: answer.error, detail: "", durationMs: 0 };
  const { status, retry_after: retryAfter } = answer;
  return { type: "answered", status, excerpt: "", durationMs: 0, ...(retryAfter === undefined ? {} : { retryAfter }) };
}

/** The secrets of a scenario. Requests are not signed, because flow tests don't check signatures. */
function scenarioSecrets({ secrets }: Scenario): Secrets {
  return {
    async get(name) {
      const value = Object.hasOwn(secrets, name) ? secrets[name] : `test-${name}`;
      if (value != null) return { ok: true, value, hosts: ANY_HOST };
      return { ok: false, reason: "secret-missing", detail: `There is no secret named "${name}".` };
    },
    signing: async () => ({ ok: true, secrets: [] }),
  };
}
