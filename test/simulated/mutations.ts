// Every rule of order that keeps deliveries safe, each broken on purpose: through the ports, or where messages are
// acknowledged. Beside each stands the invariant that has to notice it.

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

/** What notices a mutation. */
export type Invariant = keyof typeof invariants | keyof typeof quietWorlds;

/** A mutation, in words, and what has to notice it. */
export type MutationCase = readonly [name: string, invariant: Invariant, mutation: Mutation];

const superseded: Claim = { type: "superseded" };
const granted: Claim = { type: "granted" };

/** That messages are acknowledged too early, or that what is sent is not waited for. */
const EARLY: readonly MutationCase[] = [
  ["an event is acknowledged before what comes of it is sent", "unaccounted", { acknowledgesFirst: "match" }],
  ["a delivery is acknowledged before it is sent", "unaccounted", { acknowledgesFirst: "deliver" }],
  ["a run is acknowledged before it has gone on", "unaccounted", { acknowledgesFirst: "advance" }],
  ["a delivery is acknowledged that another holds", "unaccounted", { acknowledgesHeld: true }],
  [
    "the sending of deliveries is not waited for",
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

/** That claims don't decide who makes an attempt. */
const CLAIMS: readonly MutationCase[] = [
  ["an attempt is made without a claim", "sentTwice", withStore(() => ({ claim: async () => granted }))],
  ["an attempt is claimed after it was made", "sentTwice", withStore(claimedAfterwards)],
  [
    "a claim holds for a second",
    "sentTwice",
    withStore((store) => ({
      claim: (key, request) => store.claim(key, { ...request, leaseUntil: request.now + 1_000 }),
    })),
  ],
  ["all workers are one owner", "sentTwice", { ports: (ports) => ({ ...ports, newOwner: () => "owner" }) }],
  [
    "what is superseded is sent",
    "sentAfterSuccess",
    withClaim((claim) => (claim.type === "superseded" ? granted : claim)),
  ],
  [
    "every attempt is forced",
    "sentAfterSuccess",
    withStore((store) => ({ claim: (key, request) => store.claim(key, { ...request, forced: true }) })),
  ],
];

/** That what happened is recorded too early, too late or never. */
const RECORDS: readonly MutationCase[] = [
  ["an attempt is recorded before it is made", "neverArrived", withStore(recordedBeforeSending)],
  [
    "an attempt is not recorded",
    "unaccounted",
    withStore(() => ({ record: async (made) => addAttempt(undefined, made) })),
  ],
  [
    "the record of an attempt is not waited for",
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

/** That what follows from an attempt is not what should. */
const FOLLOWING: readonly MutationCase[] = [
  [
    "what follows a recorded attempt is not done again",
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
  ["a retry is rendered anew", "changedBodies", withLater(({ body: _body, ...message }) => message)],
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
    "what a person has to approve goes on its own",
    "sentUnapproved",
    withQueue((queue) => (deliveries) => {
      return queue.send(deliveries.map((one) => ({ ...one, message: { ...one.message, approved: true } })));
    }),
  ],
];

/** What no fault is needed for. */
export const QUIET_MUTATIONS: readonly MutationCase[] = [
  [
    "nobody learns that an action is stopped",
    "sentWhileStopped",
    { ports: ({ stops, ...ports }) => ({ ...ports, stops: forgetful(stops) }) },
  ],
  [
    "secrets are not read again for whoever is not let in",
    "shutOut",
    {
      ports: ({ secrets, ...ports }) => {
        return { ...ports, secrets: { get: (name) => secrets.get(name), signing: () => secrets.signing() } };
      },
    },
  ],
];

/** All that needs faults to be seen. */
export const MUTATIONS: readonly MutationCase[] = [...EARLY, ...CLAIMS, ...RECORDS, ...FOLLOWING];
