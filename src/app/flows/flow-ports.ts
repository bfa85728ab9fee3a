// The ports of flows: where they are read from, and where a deployment publishes them.

import type { Flow } from "#core/flow/flow.ts";

/** All flows at one version. */
export interface FlowSnapshot<Stored = Flow> {
  /** Changes whenever any flow changes. */
  readonly version: string;
  readonly flows: readonly Stored[];
}

/** The difference between one version of the flows and a later one. */
export interface FlowChanges<Stored = Flow> extends FlowSnapshot<Stored> {
  /** The version that the reader has. `flows` holds only the flows that were added or changed after it. */
  readonly after: string;
  /** The ids of flows that were removed. */
  readonly gone: readonly string[];
}

/** Where flows are read from: all of them, or the changes that a reader lacks. */
export interface FlowStore<Stored = Flow> {
  /** Returns the current version: one small read. */
  version(): Promise<string>;
  /**
   * Returns all flows, or only the changes after a version that the reader has. A store returns all flows if it does not
   * know the changes, or if there are too many.
   */
  load(after?: string): Promise<FlowSnapshot<Stored> | FlowChanges<Stored>>;
}

/** Where a deployment publishes its flows. */
export interface FlowPublication extends FlowStore {
  /** Replaces all flows: writes each, disables those that are missing, and changes the version last. */
  replace(flows: readonly Flow[], now: number): Promise<FlowSnapshot>;
}
