// Flows read from a directory. They are read again when asked to; flows with a problem anywhere change nothing.

import { type LoadedFlows, loadFlows } from "#app/flows/load-flows.ts";
import type { FlowSnapshot, FlowStore } from "#app/ports.ts";
import { readFlowDirectory } from "./read-flow-directory.ts";

/** The flows of a directory. */
export class FileFlowStore implements FlowStore {
  readonly #directory: string;
  #snapshot: FlowSnapshot = { version: "0", flows: [] };

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Reads the directory; when every file is good, its flows are the flows from now on. */
  reload(): LoadedFlows {
    const loaded = loadFlows(readFlowDirectory(this.#directory));
    if (loaded.problems.length === 0) {
      this.#snapshot = { version: String(Number(this.#snapshot.version) + 1), flows: loaded.flows };
    }
    return loaded;
  }

  version(): Promise<string> {
    return Promise.resolve(this.#snapshot.version);
  }

  load(): Promise<FlowSnapshot> {
    return Promise.resolve(this.#snapshot);
  }
}
