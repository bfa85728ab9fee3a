// The port of action stops: a few rows, usually empty. One suite of contract tests runs against every adapter
// (test/contracts).

import type { ActionKey, ActionStop } from "#core/delivery/action-stop.ts";

/** The stopped actions. */
export interface ActionStops {
  /** Returns the stopped actions, at most a second old. */
  stopped(): Promise<readonly ActionStop[]>;
  /** Applies a 410 answer atomically, by the rule of `afterGone`. Resolves once it is durable. */
  gone(gone: Omit<ActionStop, "resumed_at">): Promise<void>;
  /**
   * Resumes an action at this time. Resolves, once it is durable, with the stop that it ended; undefined if the action was
   * not stopped.
   */
  resume(action: ActionKey, now: number): Promise<ActionStop | undefined>;
}
