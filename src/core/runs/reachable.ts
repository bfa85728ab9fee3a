// Looks ahead in a flow from an action. Flows have no cycles, so every search ends.

import { isActive } from "../flow/status.ts";
import { isWait, nextOf, type Step, type Steps, type WaitStep } from "./steps.ts";

/** Folds a flow from its ends to an action: the value of the action, given those of all actions that it leads to. */
function foldFrom<Value>(
  steps: Steps,
  id: string,
  fold: (step: Step, ahead: readonly Value[]) => Value,
  known = new Map<string, Value>(),
): Value | undefined {
  const step = steps.get(id);
  const before = known.get(id);
  if (step === undefined || before !== undefined) return before;
  const ahead = nextOf(step).map((next) => foldFrom(steps, next, fold, known));
  const value = fold(
    step,
    ahead.filter((found) => found !== undefined),
  );
  known.set(id, value);
  return value;
}

/** The actions from which a webhook that is live or manual can be reached, including such webhooks. */
export function leadingToWebhooks(steps: Steps): ReadonlySet<string> {
  const known = new Map<string, boolean>();
  const leads = (step: Step, ahead: readonly boolean[]) =>
    (step.type === "send-webhook" && isActive(step.status)) || ahead.some(Boolean);
  for (const id of steps.keys()) foldFrom(steps, id, leads, known);
  return new Set([...known].filter(([, leading]) => leading).map(([id]) => id));
}

/** The longest time from an action to the end of a run, in milliseconds; `longest` is the longest time of a wait. */
export function longestPath(steps: Steps, entry: string, longest: (wait: WaitStep) => number): number {
  const length = (step: Step, ahead: readonly number[]) => (isWait(step) ? longest(step) : 0) + Math.max(0, ...ahead);
  return foldFrom(steps, entry, length) ?? 0;
}

/** The waits that a run can reach before its first webhook and before any other wait. */
export function firstWaits(steps: Steps, entry: string): readonly WaitStep[] {
  const first = (step: Step, ahead: readonly (readonly WaitStep[])[]): readonly WaitStep[] => {
    if (isWait(step)) return [step];
    return step.type === "send-webhook" ? [] : [...new Set(ahead.flat())];
  };
  return foldFrom(steps, entry, first) ?? [];
}
