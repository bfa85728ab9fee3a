// The ports of a process: those of its world, wrapped with faults, with the process's own clock. Ports that all its work
// shares are made once; the others for each work, so that the history knows the work that a fault hit.

import type { GetSecretValueCommandInput, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { DeliveryPorts } from "#app/delivery/deliver.ts";
import type { DelayedDispatches } from "#app/delivery/delivery-ports.ts";
import type { Secrets } from "#app/delivery/sending-ports.ts";
import { type FlowCatalogue, flowCatalogue } from "#app/flows/catalogue.ts";
import type { Now } from "#app/ports.ts";
import type { MatchingPorts } from "#app/runs/match-events.ts";
import type { RunPorts } from "#app/runs/run-ports.ts";
import { NO_SOURCES } from "#app/sources/source-catalogue.ts";
import { StoppedActions } from "#app/stops/stopped-actions.ts";
import { GuardedGate } from "#app/targets/target-gate.ts";
import { SecretsManagerSecrets } from "#backends/aws/secrets/secrets-manager-secrets.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import type { History, Work } from "./history.ts";
import type { SimulatedPorts } from "./simulated-ports.ts";
import { SLOW_HOST } from "./simulated-target.ts";
import type { Living, World } from "./world.ts";

/**
 * The longest duration of a call, in milliseconds: all calls together take less than the 30 s that a claim holds, as on
 * AWS.
 */
const CALL_MS = 2_000;
const POST_MS = 14_000;

/** The ports of one work of any kind. */
export interface WorkPorts extends DeliveryPorts, RunPorts, MatchingPorts {
  readonly catalogue: FlowCatalogue;
  readonly stops: Pick<StoppedActions, "find" | "gone" | "resume">;
}

/** A process, as its ports see it. */
interface Owner extends Living {
  /** Marks all work of the process as hit by a fault. */
  hitAll(): void;
}

/** The ports of a process. */
export class ProcessPorts {
  readonly #world: World;
  readonly #ports: SimulatedPorts;
  readonly #history: History;
  readonly #owner: Owner;
  readonly #shared: Pick<WorkPorts, "catalogue" | "stops" | "gate"> & { readonly secrets: Secrets };

  constructor(world: World, ports: SimulatedPorts, history: History, owner: Owner) {
    this.#world = world;
    this.#ports = ports;
    this.#history = history;
    this.#owner = owner;
    // A fault in reading the flows hits all work that waits for them.
    const gate = (service: string) => this.#gate(service, CALL_MS, () => owner.hitAll());
    const [now, ignore] = [this.now, () => {}];
    this.#shared = {
      catalogue: flowCatalogue(faulty(ports.flows, gate("flows")), now, ignore),
      stops: new StoppedActions(faulty(history.notingStops(ports.stops), gate("stops")), now, ignore),
      gate: new GuardedGate({
        healths: faulty(ports.healths, gate("targets")),
        limiter: faulty(ports.limiter, gate("targets")),
        hostLimits: {},
        now,
        random: world.random,
        onChange: ignore,
        onError: ignore,
      }),
      secrets: simulatedSecrets(ports.secretValues, gate("secrets"), now),
    };
  }

  /** The time by the process's clock, in milliseconds since 1970. */
  readonly now = (): number => this.#world.now + (this.#owner.clockMs ?? 0);

  /** An effect of a work on a service. */
  call(work: Work, service: string, ms = CALL_MS): Gate {
    return this.#gate(service, ms, () => {
      work.hit = true;
    });
  }

  /** Returns the ports of a work; those of a delivery if there is a message. */
  of(work: Work, message?: DeliveryMessage): WorkPorts {
    const { stepsQueue, profiles, waitingRuns, eventsDeadLetters, failedDeliveries, store } = this.#ports;
    const call = (service: string) => this.call(work, service);
    return {
      ...this.#shared,
      store: faulty(this.#history.noting(store, work), call("deliveries")),
      dispatchQueue: faulty(this.#ports.dispatchQueue, call("dispatches")),
      delayedDispatches: faulty(this.#byClock(this.#ports.delayedDispatches), call("dispatches")),
      stepsQueue: faulty(stepsQueue, call("steps")),
      profiles: faulty(profiles, call("profiles")),
      waitingRuns: faulty(waitingRuns, call("waits")),
      sources: NO_SOURCES,
      eventsDeadLetters: faulty(eventsDeadLetters, call("dead letters")),
      failedDeliveries: faulty(failedDeliveries, call("dead letters")),
      target: message ? this.#target(work, message) : this.#ports.target,
      now: this.now,
      random: this.#world.random,
      newOwner: () => `owner-${this.#world.random()}`,
      sha256Hex,
      hmac: () => "signature",
      version: "0",
      organization: {},
      organizationZone: "UTC",
    };
  }

  /** A queue that takes a delay, as SQS does: the sender computes it by its own clock. */
  #byClock(delayed: DelayedDispatches): DelayedDispatches {
    return {
      sendLater: (delivery, dueAt) => {
        return delayed.sendLater(delivery, this.#world.now + Math.max(0, dueAt - this.now()));
      },
    };
  }

  /** A slow target receives the webhook early and answers late. */
  #target(work: Work, message: DeliveryMessage): WorkPorts["target"] {
    const target = this.#history.notingArrivals(this.#ports.target, work, message);
    const [usual, soon] = [this.call(work, "target", POST_MS), this.call(work, "target", 1_000)];
    return {
      post: async (request) => {
        const isSlow = request.url.includes(SLOW_HOST);
        const sent = isSlow ? await soon(() => target.post(request)) : undefined;
        const answer = await usual(() => sent ?? target.post(request));
        work.answeredAt = this.#world.now;
        return answer;
      },
    };
  }

  #gate(service: string, ms: number, onFault: () => void): Gate {
    return (run) => this.#world.effect({ of: this.#owner, service, ms, onFault }, run);
  }
}

/** Runs one effect in its turn, with faults before and after it. */
export type Gate = <T>(run: () => T) => Promise<Awaited<T>>;

/** Returns the same port with every call wrapped by `gate`. All of its methods must be asynchronous. */
export function faulty<Port extends object>(port: Port, gate: Gate): Port {
  return new Proxy(port, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== "function") return method;
      return (...args: unknown[]) => gate(() => method.apply(target, args));
    },
  });
}

const TARGET_SECRETS = "target-secrets";
const SIGNING_SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
/** The hosts that the world's secrets may be sent to. */
const HOSTS = ["b.example", "locked.example"];

/** The secrets of a process. Each read of the values passes `gate`. */
export function simulatedSecrets(values: ReadonlyMap<string, string>, gate: Gate, now: Now): Secrets {
  const texts = () => {
    const named = [...values].map(([name, value]) => [name, { value, hosts: HOSTS }]);
    return JSON.stringify(Object.fromEntries(named));
  };
  const client = {
    send: ({ input }: { readonly input: GetSecretValueCommandInput }) => {
      if (input.SecretId !== TARGET_SECRETS) return Promise.resolve({ SecretString: SIGNING_SECRET });
      return gate(() => ({ SecretString: texts() }));
    },
  };
  return new SecretsManagerSecrets({
    // The adapter calls only these methods of the client.
    client: client as unknown as SecretsManagerClient,
    targetSecretsArn: TARGET_SECRETS,
    signingSecretArn: "signing-secret",
    now,
  });
}
