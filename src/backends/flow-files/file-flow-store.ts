// Flows read from a directory. They are read again when asked to; flows with a problem anywhere change nothing.

import type { KnownHere } from "#app/flows/check-secret-hosts.ts";
import { flowChanges } from "#app/flows/flow-changes.ts";
import { type LoadedFlows, loadFlows } from "#app/flows/load-flows.ts";
import type { FlowChanges, FlowSnapshot, FlowStore } from "#app/ports.ts";
import { readFlowDirectory } from "./read-flow-directory.ts";

/** The flows of a directory. */
export class FileFlowStore implements FlowStore {
  readonly #directory: string;
  readonly #known: KnownHere | undefined;
  #snapshot: FlowSnapshot = { version: "0", flows: [] };
  /** From the version before to that of the snapshot. */
  #changes: FlowChanges | undefined;

  /** @param known what is known of the secrets that flows read and of opened addresses. */
  constructor(directory: string, known?: KnownHere) {
    this.#directory = directory;
    this.#known = known;
  }

  /** Reads the directory; when every file is good, its flows are the flows from now on. */
  reload(): LoadedFlows {
    const loaded = loadFlows(readFlowDirectory(this.#directory), [], this.#known);
    if (loaded.problems.length === 0) {
      const snapshot = { version: String(Number(this.#snapshot.version) + 1), flows: loaded.flows };
      this.#changes = flowChanges(this.#snapshot, snapshot);
      this.#snapshot = snapshot;
    }
    return loaded;
  }

  version(): Promise<string> {
    return Promise.resolve(this.#snapshot.version);
  }

  load(after?: string): Promise<FlowSnapshot | FlowChanges> {
    const changes = this.#changes?.after === after ? this.#changes : undefined;
    return Promise.resolve(changes ?? this.#snapshot);
  }
}
