// Flows read from a directory. They are read again when asked to; flows with a problem anywhere change nothing.

import type { KnownSecrets } from "#app/flows/check-secret-hosts.ts";
import { type LoadedFlows, loadFlows } from "#app/flows/load-flows.ts";
import type { FlowSnapshot, FlowStore } from "#app/ports.ts";
import { readFlowDirectory } from "./read-flow-directory.ts";

/** The flows of a directory. */
export class FileFlowStore implements FlowStore {
  readonly #directory: string;
  readonly #known: KnownSecrets | undefined;
  #snapshot: FlowSnapshot = { version: "0", flows: [] };

  /** @param known what is known of the secrets that flows read. */
  constructor(directory: string, known?: KnownSecrets) {
    this.#directory = directory;
    this.#known = known;
  }

  /** Reads the directory; when every file is good, its flows are the flows from now on. */
  reload(): LoadedFlows {
    const loaded = loadFlows(readFlowDirectory(this.#directory), [], this.#known);
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
