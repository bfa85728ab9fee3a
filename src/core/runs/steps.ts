// The compiled actions of a flow: conditions compiled, links resolved to ids.

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
  /** The message in the flow file: the same object for as long as this version of the flow is in memory. */
  readonly message: WebhookMessage;
  /** Literal scheme, host and port of the URL. Queues and limits are per target. */
  readonly target: string;
  /** The retry rules. */
  readonly retries: RetryRules;
  readonly next?: string;
}

/** An action that makes a run wait. */
export type WaitStep = { readonly id: string; readonly next?: string } & (
  | { readonly type: "time-delay"; readonly data: TimeDelay }
  | { readonly type: "target-date"; readonly data: TargetDate }
);

/** One branch of a split. A branch without conditions is taken if no earlier branch matches. */
export interface Branch {
  /** The id of a branch; "true" or "false" in a split with two branches. */
  readonly id: string;
  readonly conditions?: Conditions;
  readonly next?: string;
}

/** An action at which a run takes one of several branches. */
export interface SplitStep {
  readonly type: "trigger-split" | "conditional-split" | "multi-branch-split";
  readonly id: string;
  /** In the order in which they are tried. */
  readonly branches: readonly Branch[];
}

/** A compiled action. */
export type Step = WebhookStep | WaitStep | SplitStep;

/** The actions of a flow by their ids. */
export type Steps = ReadonlyMap<string, Step>;

/** Whether a run waits at a step. */
export function isWait(step: Step): step is WaitStep {
  return step.type === "time-delay" || step.type === "target-date";
}

/** The actions that a step can lead to. */
export function nextOf(step: Step): string[] {
  const links = "branches" in step ? step.branches.map(({ next }) => next) : [step.next];
  return links.filter((next) => next !== undefined);
}

/** The link of a step for a link in a flow file. */
export function link(next: string | null | undefined): { next?: string } {
  return next == null ? {} : { next };
}

/** The step of a checked action. */
export function webhookStep({ type, id, data, links }: SendWebhookAction): WebhookStep {
  const { status, message } = data;
  const sending = { message, target: originOf(message.url), retries: retryRules(message.retry) };
  return { type, id, status, ...sending, ...link(links?.next) };
}
