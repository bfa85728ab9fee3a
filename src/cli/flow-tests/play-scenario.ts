// Plays a scenario: event after event, and between them all that falls due, until nothing waits any more.

import type { Secrets, WebhookRequest, WebhookTarget } from "#app/delivery/sending-ports.ts";
import type { TargetAnswer } from "#core/delivery/outcome.ts";
import type { DeliveryRecord } from "#core/delivery/record.ts";
import { ANY_HOST } from "#core/target/secret-hosts.ts";
import type { OpenPlayground, Playground, SimulatedClock } from "./playground.ts";
import { type Happening, isOneOf, type Scenario } from "./scenario.ts";
import type { WrittenAnswer } from "./scenario-schema.ts";

/** A delivery that a scenario led to, with what was really sent. */
export interface PlayedDelivery {
  readonly record: DeliveryRecord;
  /** When it was sent first, or came to what it is without being sent; in milliseconds since 1970. */
  readonly at: number;
  /** What was sent first; undefined where nothing was, since it was skipped, parked or could not be rendered. */
  readonly request?: SentRequest;
  readonly timesSent: number;
}

/** A person's decision. */
export type Review = Extract<Happening, { type: "review" }>;

/** What a scenario led to. */
export interface Played {
  /** By their times. */
  readonly deliveries: readonly PlayedDelivery[];
  /** Decisions for which nothing waited. */
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
      // What is due at the same moment comes after an event, and before a person's decision on it.
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

/** More moments than any scenario has: a delivery has eighteen at most. */
const ENDLESS = 100_000;

/** Does all that is due before `time`. */
async function playUntil(playground: Playground, clock: SimulatedClock, time: number): Promise<void> {
  for (let moment = 0; moment < ENDLESS; moment++) {
    const due = await playground.nextDue();
    if (due === undefined || due >= time) return;
    clock.now = Math.max(clock.now, due);
    await playground.workDue();
  }
  throw new Error("This scenario does not come to rest");
}

/** Decides on all that waits for this decision; false where nothing does. */
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

// The targets of a scenario: they answer as it says, and what was sent to them is kept.

/** A webhook as it arrived. */
interface SentRequest extends WebhookRequest {
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

/** Targets that do as they are told. */
interface ScriptedTarget extends WebhookTarget {
  /** What was sent, in its order. */
  readonly sent: readonly SentRequest[];
}

const OK: WrittenAnswer = 200;

/** The targets of a scenario. */
function scriptedTarget({ target }: Scenario, clock: SimulatedClock): ScriptedTarget {
  const sent: SentRequest[] = [];
  const inOrder = Array.isArray(target) ? target.values() : undefined;
  // What is no list is one answer; Array.isArray does not tell of readonly ones.
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

/** The secrets of a scenario. Nothing is signed: signatures are no part of what a flow says. */
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
