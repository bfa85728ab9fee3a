// Flows in memory, as a deployment publishes them.

import type { FlowPublication, FlowSnapshot } from "#app/flows/flow-ports.ts";
import type { Flow } from "#core/flow/flow.ts";

/** Flows in memory, without faults. */
export class SimulatedFlowStore implements FlowPublication {
  #snapshot: FlowSnapshot | undefined;

  async version(): Promise<string> {
    return (await this.load()).version;
  }

  async load(): Promise<FlowSnapshot> {
    if (this.#snapshot === undefined) throw new Error("No flows were ever stored; call replace() first");
    return this.#snapshot;
  }

  async replace(flows: readonly Flow[]): Promise<FlowSnapshot> {
    const { version = "0", flows: before = [] } = this.#snapshot ?? {};
    const given = new Set(flows.map(({ id }) => id));
    const missing = before.filter(({ id }) => !given.has(id)).map((flow): Flow => ({ ...flow, status: "disabled" }));
    const all = [...flows, ...missing].sort((a, b) => (a.id < b.id ? -1 : 1));
    this.#snapshot = { version: String(Number(version) + 1), flows: all };
    return this.#snapshot;
  }
}
