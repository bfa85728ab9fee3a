// A process of Flowhook in a simulated world: the real use cases with the process's own catalogue, over ports whose effects
// take time and fail. The history records the result of each message for the invariants.

import { type Delivered, deliver } from "#app/delivery/deliver.ts";
import type { Dispatch } from "#app/delivery/delivery-ports.ts";
import { retryDelivery } from "#app/operator/retry-delivery.ts";
import { approveDelivery, discardDelivery } from "#app/operator/review-delivery.ts";
import { doWithPage } from "#app/operator/selected-deliveries.ts";
import { advanceRun } from "#app/runs/advance-run.ts";
import { matchEvents } from "#app/runs/match-events.ts";
import type { ActionKey } from "#core/delivery/action-stop.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import type { RunMessage } from "#core/messages/run-message.ts";
import type { History, Work } from "./history.ts";
import { AS_IT_SHOULD_BE, type Mutation, type WorkKind } from "./mutation.ts";
import { ProcessPorts, type WorkPorts } from "./process-ports.ts";
import type { SimulatedPorts } from "./simulated-ports.ts";
import type { Received } from "./simulated-queue.ts";
import type { Living, World } from "./world.ts";

/** The rate and the number of deliveries that are sent again together. */
const RETRIES_PER_SECOND = 0.5;
const RETRIES_AT_ONCE = 5;

/** The subject of a work, and the messages that end with it. */
interface About extends Pick<Work, "message"> {
  readonly kind: WorkKind;
  readonly received?: readonly Pick<Received<unknown>, "acknowledge">[];
}

export class SimulatedProcess implements Living {
  ended = false;
  clockMs = 0;
  readonly mortal = true;
  readonly #world: World;
  readonly #history: History;
  readonly #ports: ProcessPorts;
  readonly #mutation: Mutation;
  readonly #works = new Set<Work>();

  constructor(world: World, ports: SimulatedPorts, history: History, mutation: Mutation = AS_IT_SHOULD_BE) {
    this.#world = world;
    this.#history = history;
    this.#ports = new ProcessPorts(world, ports, history, this);
    this.#mutation = mutation;
  }

  /** The number of messages that it works on. */
  get busy(): number {
    return this.ended ? 0 : this.#works.size;
  }

  /** Marks all work of the process as hit by a fault. */
  hitAll(): void {
    for (const work of this.#works) work.hit = true;
  }

  /** Matches a batch of events. */
  match(received: readonly Received<EventMessage>[]): Promise<void> {
    return this.#work({ kind: "match", received }, async (ports) => {
      await matchEvents(
        ports,
        received.map(({ message }) => message),
      );
      return "done";
    });
  }

  /** Makes the attempt that a message asks for. */
  deliver(received: Received<Dispatch>): Promise<void> {
    const { message } = received.message;
    return this.#work({ kind: "deliver", message, received: [received] }, (ports) => deliver(ports, message));
  }

  /** Advances a run. */
  advance(received: Received<RunMessage>): Promise<void> {
    return this.#work({ kind: "advance", received: [received] }, (ports) => advanceRun(ports, received.message));
  }

  /** Asks for a retry, as an operator does. */
  retry(id: string, forced: boolean): Promise<void> {
    if (forced) this.#history.approved.add(id);
    return this.#asked((ports) => retryDelivery(ports, id, { forced }));
  }

  /** Asks for a retry of all deliveries of a status, at a rate: failed ones, or delivered ones by force. */
  retryAll(status: "failed" | "delivered"): Promise<void> {
    const forced = status === "delivered";
    const page = { selection: { status }, rate: RETRIES_PER_SECOND, limit: RETRIES_AT_ONCE };
    return this.#asked((ports) => {
      return doWithPage(ports, page, async (id, at) => {
        if (forced) this.#history.approved.add(id);
        const { type } = await retryDelivery(ports, id, { forced, at });
        return type === "accepted" ? undefined : type;
      });
    });
  }

  /** Approves a parked delivery. */
  approve(id: string): Promise<void> {
    this.#history.approved.add(id);
    return this.#asked((ports) => approveDelivery(ports, id));
  }

  /** Discards a parked delivery. */
  discard(id: string): Promise<void> {
    return this.#asked((ports) => discardDelivery(ports, id));
  }

  /** Resumes an action whose target was gone. */
  resume(action: ActionKey): Promise<void> {
    return this.#asked(({ stops }) => stops.resume(action));
  }

  #asked(run: (ports: WorkPorts) => Promise<unknown>): Promise<void> {
    return this.#work({ kind: "ask" }, async (ports) => {
      await run(ports);
      return "done";
    });
  }

  /** Works on a message. An error leaves the message in the queue. */
  async #work(about: About, run: (ports: WorkPorts) => Promise<Delivered>): Promise<void> {
    const { message } = about;
    const work: Work = {
      ...(message ? { message } : {}),
      ...{
        process: this,
        hit: false,
        recorded: false,
        overtaken: false,
        endedAt: Number.POSITIVE_INFINITY,
        answeredAt: Number.POSITIVE_INFINITY,
      },
    };
    this.#works.add(work);
    try {
      await this.#workOff(work, about, run);
    } catch (error) {
      this.#history.errors.push({ error, work });
    } finally {
      work.endedAt = this.#world.now;
      this.#works.delete(work);
    }
  }

  async #workOff(work: Work, { kind, received = [] }: About, run: (ports: WorkPorts) => Promise<Delivered>) {
    const { ports: changed, acknowledgesFirst, acknowledgesHeld = false } = this.#mutation;
    const call = this.#ports.call(work, "queue");
    const acknowledge = async () => {
      for (const one of received) await call(() => one.acknowledge());
    };
    if (acknowledgesFirst === kind) await acknowledge();
    const ports = this.#ports.of(work, work.message);
    const worked = await run(changed ? changed(ports) : ports);
    if (worked === "done" || acknowledgesHeld) await acknowledge();
  }
}
