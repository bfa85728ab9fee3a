// The actions of a flow made ready to be taken: conditions compiled, links resolved to ids.

import { type RetryRules, retryRules } from "../delivery/retry-policy.ts";
import type { TargetDate, TimeDelay } from "../flow/delays.ts";
import type { SendWebhookAction, WebhookMessage } from "../flow/send-webhook.ts";
import type { Status } from "../flow/status.ts";
import type { Conditions } from "../profiles/conditions.ts";
import { originOf } from "../target/origin.ts";

/** A send-webhook action. */
export interface WebhookStep {
  readonly type: "send-webhook";
  readonly id: string;
  readonly status: Status;
  /** What the flow file says. The same object for as long as this version of the flow lives. */
  readonly message: WebhookMessage;
  /** Literal scheme, host and port of the URL; queues and limits go by it. */
  readonly target: string;
  /** What of its failures is tried again, how often and when. */
  readonly retries: RetryRules;
  readonly next?: string;
}

/** An action by which a run waits. */
export type WaitStep = { readonly id: string; readonly next?: string } & (
  | { readonly type: "time-delay"; readonly data: TimeDelay }
  | { readonly type: "target-date"; readonly data: TargetDate }
);

/** One way on from a split; without conditions it is taken when none before it was. */
export interface Branch {
  /** The id of a branch; "true" or "false" where there are two. */
  readonly id: string;
  readonly conditions?: Conditions;
  readonly next?: string;
}

/** An action by which a run takes one of several ways. */
export interface SplitStep {
  readonly type: "trigger-split" | "conditional-split" | "multi-branch-split";
  readonly id: string;
  /** In the order in which they are tried. */
  readonly branches: readonly Branch[];
}

/** An action, ready to be taken. */
export type Step = WebhookStep | WaitStep | SplitStep;

/** The actions of a flow by their ids. */
export type Steps = ReadonlyMap<string, Step>;

/** Whether a run waits at a step. */
export function isWait(step: Step): step is WaitStep {
  return step.type === "time-delay" || step.type === "target-date";
}

/** Where a step can lead. */
export function nextOf(step: Step): string[] {
  const links = "branches" in step ? step.branches.map(({ next }) => next) : [step.next];
  return links.filter((next) => next !== undefined);
}

/** A link of a flow file as a step holds it. */
export function link(next: string | null | undefined): { next?: string } {
  return next == null ? {} : { next };
}

// A send-webhook action made ready to be taken and sent.

/** The step of an action that was checked. */
export function webhookStep({ type, id, data, links }: SendWebhookAction): WebhookStep {
  const { status, message } = data;
  const sending = { message, target: originOf(message.url), retries: retryRules(message.retry) };
  return { type, id, status, ...sending, ...link(links?.next) };
}
