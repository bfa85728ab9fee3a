// A rule of order that is broken on purpose, to see that the simulated worlds notice it.

import type { Gate } from "./faulty.ts";
import type { WorkPorts } from "./process-ports.ts";

/** What is done otherwise than it should be. */
export interface Mutation {
  /** The ports of a work, changed; `call` makes an effect of that work. */
  readonly ports?: (ports: WorkPorts, call: Gate) => WorkPorts;
  /** When messages are acknowledged: before the work, or also when another has it. */
  readonly acknowledges?: "first" | "held-too";
}

/** Everything as it should be. */
export const AS_IT_SHOULD_BE: Mutation = {};
