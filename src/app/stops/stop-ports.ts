// What stopping actions needs from the world: a few facts, most often none. The port has one suite of tests that every
// backend passes (test/contracts/).

import type { ActionKey, ActionStop } from "#core/delivery/action-stop.ts";

/** Which actions are stopped. */
export interface ActionStops {
  /** The actions that are stopped, by flow and action; as they were at most a second ago. */
  stopped(): Promise<readonly ActionStop[]>;
  /** Takes an answer by 410 into account, atomically, by the rule of `afterGone`. Resolves when it is durable. */
  gone(gone: Omit<ActionStop, "resumed_at">): Promise<void>;
  /**
   * Resumes an action at this time; resolves, when it is durable, with the stop that it ends. Undefined where the action is
   * not stopped.
   */
  resume(action: ActionKey, now: number): Promise<ActionStop | undefined>;
}
