// A rule of order that is broken on purpose, to show that the simulated worlds notice.

import type { WorkPorts } from "./process-ports.ts";

/** The subject of a work: events to match, a delivery, a run, or a request of a person. */
export type WorkKind = "match" | "deliver" | "advance" | "ask";

/** A change that breaks a rule. */
export interface Mutation {
  /** The changed ports of a work. */
  readonly ports?: (ports: WorkPorts) => WorkPorts;
  /** Messages of these works are acknowledged before the work. */
  readonly acknowledgesFirst?: WorkKind;
  /** Messages that another worker holds are acknowledged. */
  readonly acknowledgesHeld?: boolean;
}

/** No change. */
export const AS_IT_SHOULD_BE: Mutation = {};
