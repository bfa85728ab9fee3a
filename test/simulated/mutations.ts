// Every rule of order that keeps deliveries safe, each broken on purpose: through the ports, or where messages are
// acknowledged. Each is listed with the invariant that must notice it.

import type { Claim } from "#core/delivery/claim.ts";
import { addAttempt } from "#core/delivery/record.ts";
import { forgetful, unawaited, withClaim, withDelayed, withLater, withQueue, withStore } from "./changed-ports.ts";
import type * as quietWorlds from "./invariants/quiet-worlds.ts";
import type * as invariants from "./invariants.ts";
import type { Mutation } from "./mutation.ts";
import {
  claimedAfterwards,
  deadLetteredBeforeRecord,
  followedBeforeRecord,
  recordedBeforeSending,
} from "./reordered-stores.ts";

/** The invariant that notices a mutation. */
export type Invariant = keyof typeof invariants | keyof typeof quietWorlds;

/** A mutation in words, and the invariant that must notice it. */
export type MutationCase = readonly [name: string, invariant: Invariant, mutation: Mutation];

const superseded: Claim = { type: "superseded" };
const granted: Claim = { type: "granted" };

/** Messages are acknowledged too early, or sending is not awaited. */
const EARLY: readonly MutationCase[] = [
  ["an event is acknowledged before its results are sent", "unaccounted", { acknowledgesFirst: "match" }],
  ["a delivery is acknowledged before it is sent", "unaccounted", { acknowledgesFirst: "deliver" }],
  ["a run is acknowledged before it has advanced", "unaccounted", { acknowledgesFirst: "advance" }],
  ["a delivery is acknowledged although another worker holds it", "unaccounted", { acknowledgesHeld: true }],
  [
    "the sending of deliveries is not awaited",
    "unaccounted",
    withQueue((queue) => (deliveries) => unawaited(queue.send(deliveries))),
  ],
  [
    "a delivery is acknowledged before its wait is durable",
    "unaccounted",
    withDelayed((delayed) => (delivery, dueAt) => unawaited(delayed.sendLater(delivery, dueAt))),
  ],
  [
    "a run is acknowledged before its wait is durable",
    "unaccounted",
    { ports: (ports) => ({ ...ports, stepsQueue: { send: (runs) => unawaited(ports.stepsQueue.send(runs)) } }) },
  ],
  [
    "an event is acknowledged before its dead letter is sent",
    "misplacedEvents",
    {
      ports: ({ eventsDeadLetters, ...ports }) => {
        return { ...ports, eventsDeadLetters: { send: (letter) => unawaited(eventsDeadLetters.send(letter)) } };
      },
    },
  ],
  [
    "a delivery is acknowledged before its dead letter is sent",
    "wrongLetters",
    {
      ports: ({ failedDeliveries, ...ports }) => {
        return { ...ports, failedDeliveries: { send: (letter) => unawaited(failedDeliveries.send(letter)) } };
      },
    },
  ],
];

/** Claims do not decide which worker makes an attempt. */
const CLAIMS: readonly MutationCase[] = [
  ["an attempt is made without a claim", "sentTwice", withStore(() => ({ claim: async () => granted }))],
  ["an attempt is claimed after it was made", "sentTwice", withStore(claimedAfterwards)],
  [
    "a claim expires after one second",
    "sentTwice",
    withStore((store) => ({
      claim: (key, request) => store.claim(key, { ...request, leaseUntil: request.now + 1_000 }),
    })),
  ],
  ["all workers share one owner", "sentTwice", { ports: (ports) => ({ ...ports, newOwner: () => "owner" }) }],
  [
    "a superseded attempt is sent",
    "sentAfterSuccess",
    withClaim((claim) => (claim.type === "superseded" ? granted : claim)),
  ],
  [
    "every attempt is forced",
    "sentAfterSuccess",
    withStore((store) => ({ claim: (key, request) => store.claim(key, { ...request, forced: true }) })),
  ],
];

/** Results are recorded too early, too late or never. */
const RECORDS: readonly MutationCase[] = [
  ["an attempt is recorded before it is made", "neverArrived", withStore(recordedBeforeSending)],
  [
    "an attempt is not recorded",
    "unaccounted",
    withStore(() => ({ record: async (made) => addAttempt(undefined, made) })),
  ],
  [
    "the record of an attempt is not awaited",
    "unaccounted",
    withStore((store) => ({
      record: async (made) => {
        await unawaited(store.record(made));
        return addAttempt(undefined, made);
      },
    })),
  ],
  ["the next attempt is sent before this one is recorded", "disorderedAttempts", withStore(followedBeforeRecord)],
  ["a dead letter is sent before the failure is recorded", "wrongLetters", withStore(deadLetteredBeforeRecord)],
];

/** The wrong messages follow an attempt. */
const FOLLOWING: readonly MutationCase[] = [
  [
    "the effects of a recorded attempt are not repeated",
    "unaccounted",
    withClaim((claim) => (claim.type === "recorded" ? superseded : claim)),
  ],
  [
    "a retry is sent at once",
    "disorderedAttempts",
    withDelayed(
      (delayed, { now }) =>
        (delivery) =>
          delayed.sendLater(delivery, now()),
    ),
  ],
  ["a retry is rendered again", "changedBodies", withLater(({ body: _body, ...message }) => message)],
  [
    "a delivery gets a new id each time",
    "misnamed",
    {
      ports: ({ target, random, ...ports }) => {
        const post: typeof target.post = (request) => {
          return target.post({ ...request, headers: { ...request.headers, "webhook-id": `id-${random()}` } });
        };
        return { ...ports, random, target: { post } };
      },
    },
  ],
  [
    "a dead letter stays in its round",
    "wrongLetters",
    {
      ports: ({ failedDeliveries, ...ports }) => {
        const send: typeof failedDeliveries.send = ({ message, ...letter }) => {
          return failedDeliveries.send({ ...letter, message: { ...message, round: message.round - 1 } });
        };
        return { ...ports, failedDeliveries: { send } };
      },
    },
  ],
  [
    "a delivery that needs approval is sent without one",
    "sentUnapproved",
    withQueue((queue) => (deliveries) => {
      return queue.send(deliveries.map((one) => ({ ...one, message: { ...one.message, approved: true } })));
    }),
  ],
];

/** Mutations that are noticed without faults. */
export const QUIET_MUTATIONS: readonly MutationCase[] = [
  [
    "a stopped action is not recorded as stopped",
    "sentWhileStopped",
    { ports: ({ stops, ...ports }) => ({ ...ports, stops: forgetful(stops) }) },
  ],
  [
    "secrets are not read again after a refused access",
    "shutOut",
    {
      ports: ({ secrets, ...ports }) => {
        return { ...ports, secrets: { get: (name) => secrets.get(name), signing: () => secrets.signing() } };
      },
    },
  ],
];

/** Mutations that are noticed only with faults. */
export const MUTATIONS: readonly MutationCase[] = [...EARLY, ...CLAIMS, ...RECORDS, ...FOLLOWING];
