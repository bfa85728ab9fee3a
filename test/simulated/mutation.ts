// A rule of order that is broken on purpose, to see that the simulated worlds notice it.

import type { WorkPorts } from "./process-ports.ts";

/** What a work is about: events to match, a delivery, a run, or what a person asked for. */
export type WorkKind = "match" | "deliver" | "advance" | "ask";

/** What is done otherwise than it should be. */
export interface Mutation {
  /** The ports of a work, changed. */
  readonly ports?: (ports: WorkPorts) => WorkPorts;
  /** Messages of these works are acknowledged before the work. */
  readonly acknowledgesFirst?: WorkKind;
  /** Messages are acknowledged that another is at. */
  readonly acknowledgesHeld?: boolean;
}

/** Everything as it should be. */
export const AS_IT_SHOULD_BE: Mutation = {};
