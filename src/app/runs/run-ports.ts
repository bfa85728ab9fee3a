// What runs need, at their start and at each of their steps.

import type { ClaimPorts } from "../delivery/claimed-attempt.ts";
import type { FlowCatalogue } from "../flows/catalogue.ts";
import type { DispatchQueue, ProfileStore, StepsQueue, WaitingRuns } from "../ports.ts";

/** What the start of a run needs. */
export interface StartPorts {
  readonly catalogue: FlowCatalogue;
  readonly dispatchQueue: DispatchQueue;
  readonly stepsQueue: StepsQueue;
  readonly profiles: ProfileStore;
  /** The organization's zone, an IANA name: that of times in flows where a profile has none. */
  readonly organizationZone: string;
}

/** What a step of a run needs: whether the run was cancelled; and what was skipped is put on record. */
export interface RunPorts extends StartPorts, ClaimPorts {
  readonly waitingRuns: Pick<WaitingRuns, "isCancelled">;
}
