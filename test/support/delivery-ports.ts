// The ports of delivery for tests that look at one message: each effect happens at once and is recorded in order. And the parts of
// these ports that other tests use.

import { type DeliveryPorts, deliver } from "#app/delivery/deliver.ts";
import type { DeliveryStore, Dispatch, FailedDelivery } from "#app/delivery/delivery-ports.ts";
import { findWebhook } from "#app/delivery/find-webhook.ts";
import { type AttemptMade, makeAttempt } from "#app/delivery/make-attempt.ts";
import type { Secrets, WebhookRequest } from "#app/delivery/sending-ports.ts";
import { compileCatalogue, type FlowCatalogue } from "#app/flows/catalogue.ts";
import { StoppedActions } from "#app/stops/stopped-actions.ts";
import { OPEN_GATE, type TargetGate } from "#app/targets/target-gate.ts";
import { MemoryActionStops } from "#backends/memory/memory-action-stops.ts";
import { MemoryDeliveryStore } from "#backends/memory/memory-delivery-store.ts";
import type { Answered, TargetAnswer } from "#core/delivery/outcome.ts";
import type { SigningSecret } from "#core/delivery/signature.ts";
import type { DeliveryMessage } from "#core/messages/delivery-message.ts";
import { ANY_HOST } from "#core/target/secret-hosts.ts";
import { NOON, sampleEvent, sampleMessage } from "./delivery-samples.ts";
import { loadedFlows, webhookFlow } from "./flow-files.ts";

/** An answer of the target. */
export function answered(status: number, changes: Partial<Answered> = {}): Answered {
  return { type: "answered", status, excerpt: "", durationMs: 100, ...changes };
}

/** The message of the flow of these tests. */
export const MESSAGE = '{ url: "https://hook.example/orders", body: { order: "{{ event.OrderId }}" } }';

/** The message that delivers the flow of these tests for an order. */
export function orderMessage(changes: Partial<DeliveryMessage> = {}): DeliveryMessage {
  return sampleMessage({ event: sampleEvent({ id: "evt_1" }), flow_id: "order", action_id: "send", ...changes });
}

/** The choices of a test. */
export interface Decided {
  /** The flow file; null means no flow. */
  readonly flow?: string | null;
  /** The target's answers in order; the last one repeats. */
  readonly answers?: readonly TargetAnswer[];
  readonly secrets?: Readonly<Record<string, string>>;
  readonly signing?: readonly SigningSecret[];
  /** All secrets, instead of the two fields above. */
  readonly allSecrets?: Secrets;
  /** The store of deliveries; in memory by default. */
  readonly store?: DeliveryStore;
  /** Decides whether targets may be sent to; always by default. */
  readonly gate?: TargetGate;
  /** Effects that fail, by their names in `effects`. */
  readonly broken?: readonly string[];
}

/** Ports of delivery, and a record of their effects. Each POST takes 100 ms. */
export function deliveryPorts({ flow = webhookFlow(MESSAGE), answers = [answered(200)], ...decided }: Decided = {}) {
  const world = { now: NOON };
  const memory = new MemoryDeliveryStore();
  const store = decided.store ?? memory;
  const effects: string[] = [];
  const posts: WebhookRequest[] = [];
  const later: (Dispatch & { dueAt: number })[] = [];
  const failed: FailedDelivery[] = [];
  const stops = new MemoryActionStops();
  let owners = 0;
  const effect = async <T>(name: string, run: () => T): Promise<Awaited<T>> => {
    effects.push(name);
    if (decided.broken?.includes(name)) throw new Error(`${name} is broken`);
    return await run();
  };
  const plain = plainSecrets((name) => decided.secrets?.[name], decided.signing);
  const secrets: Secrets = decided.allSecrets ?? {
    ...plain,
    signing: (name) => effect("signing", () => plain.signing(name)),
  };
  const ports: DeliveryPorts & { readonly catalogue: FlowCatalogue; readonly stops: StoppedActions } = {
    catalogue: {
      current: () => effect("catalogue", () => compileCatalogue("1", flow === null ? [] : loadedFlows(flow))),
    },
    store: notedStore(store, effect),
    delayedDispatches: {
      sendLater: (dispatch, dueAt) => effect("later", () => void later.push({ ...dispatch, dueAt })),
    },
    failedDeliveries: { send: (letter) => effect("failed", () => void failed.push(letter)) },
    gate: decided.gate ?? OPEN_GATE,
    stops: new StoppedActions(
      stops,
      () => world.now,
      () => {},
    ),
    secrets,
    target: {
      post: (request) =>
        effect("post", () => {
          const answer = answers[Math.min(posts.push(request), answers.length) - 1];
          world.now += 100;
          return answer ?? answered(200);
        }),
    },
    now: () => world.now,
    random: () => 0.5,
    hmac: (_key, text) => `hmac of ${text}`,
    newOwner: () => `owner-${++owners}`,
    version: "1.2.3",
    organization: { name: "The Mug Shop" },
    organizationZone: "UTC",
  };
  return { ports, world, store: memory, stops, effects, posts, later, failed };
}

/** Makes one attempt, without a gate and a claim. */
export async function attemptOf(ports: DeliveryPorts, message: DeliveryMessage): Promise<AttemptMade> {
  const { flows } = await ports.catalogue.current();
  return makeAttempt(ports, message, findWebhook(flows, message));
}

/** Does something, noted under a name; fails where the test wants that. */
type Effect = <T>(name: string, run: () => T) => Promise<Awaited<T>>;

/** The store, each call but those of listings an effect. */
export function notedStore(store: DeliveryStore, effect: Effect): DeliveryStore {
  return {
    claim: (...args) => effect("claim", () => store.claim(...args)),
    record: (...args) => effect("record", () => store.record(...args)),
    get: (...args) => effect("get", () => store.get(...args)),
    list: (...args) => store.list(...args),
  };
}

/** Secrets of these values; others are missing. */
export function plainSecrets(
  lookUp: (name: string) => string | undefined = () => undefined,
  signing: readonly SigningSecret[] = [],
): Secrets {
  return {
    async get(name) {
      const value = lookUp(name);
      if (value !== undefined) return { ok: true, value, hosts: ANY_HOST, showAnswers: true };
      return { ok: false, reason: "secret-missing", detail: `There is no secret named "${name}".` };
    },
    signing: async () => ({ ok: true, secrets: signing }),
  };
}

/** Delivers delayed messages until no more are sent. */
export async function deliverLater({
  ports,
  world,
  later,
}: Pick<ReturnType<typeof deliveryPorts>, "ports" | "world" | "later">): Promise<void> {
  for (let next = later.shift(); next; next = later.shift()) {
    world.now = next.dueAt;
    await deliver(ports, next.message);
  }
}
