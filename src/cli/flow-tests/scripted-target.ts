// The targets of a scenario: they answer as it says, and what was sent to them is kept.

import type { Secrets, WebhookRequest, WebhookTarget } from "#app/ports.ts";
import type { TargetAnswer } from "#core/delivery/outcome.ts";
import { ANY_HOST } from "#core/target/secret-hosts.ts";
import type { SimulatedClock } from "./playground.ts";
import type { Scenario } from "./scenario.ts";
import type { WrittenAnswer } from "./scenario-schema.ts";

/** A webhook as it arrived. */
export interface SentRequest extends WebhookRequest {
  /** When, in milliseconds since 1970. */
  readonly at: number;
}

/** Targets that do as they are told. */
export interface ScriptedTarget extends WebhookTarget {
  /** What was sent, in its order. */
  readonly sent: readonly SentRequest[];
}

const OK: WrittenAnswer = 200;

/** The targets of a scenario. */
export function scriptedTarget({ target }: Scenario, clock: SimulatedClock): ScriptedTarget {
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
export function scenarioSecrets({ secrets }: Scenario): Secrets {
  return {
    async get(name) {
      const value = Object.hasOwn(secrets, name) ? secrets[name] : `test-${name}`;
      if (value != null) return { ok: true, value, hosts: ANY_HOST };
      return { ok: false, reason: "secret-missing", detail: `There is no secret named "${name}".` };
    },
    signing: async () => ({ ok: true, secrets: [] }),
  };
}
