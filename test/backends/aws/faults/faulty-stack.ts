// The functions of the stack on DynamoDB's emulator and queues in simulated time, while calls of all of them fail.

import type { SQSRecord } from "aws-lambda";
import type { WebhookTarget } from "#app/delivery/sending-ports.ts";
import { flowCatalogue } from "#app/flows/catalogue.ts";
import { NO_SOURCES } from "#app/sources/source-catalogue.ts";
import { StoppedActions } from "#app/stops/stopped-actions.ts";
import { GuardedGate } from "#app/targets/target-gate.ts";
import { DynamoDbDelayedMessages } from "#backends/aws/delays/dynamodb-delayed-messages.ts";
import { DynamoDbWaitingRuns } from "#backends/aws/delays/dynamodb-waiting-runs.ts";
import { refuseDelayedMessageTo } from "#backends/aws/delays/refuse-delayed-message.ts";
import { sqsDueMessages } from "#backends/aws/delays/sqs-due-messages.ts";
import { sweptTo } from "#backends/aws/delays/sweep-progress.ts";
import { DynamoDbFlowStore } from "#backends/aws/flows/dynamodb-flow-store.ts";
import { DynamoDbProfileStore } from "#backends/aws/profiles/dynamodb-profile-store.ts";
import { eventQueueMessage } from "#backends/aws/sqs/event-attributes.ts";
import { countTries } from "#backends/aws/sqs/message-tries.ts";
import { messageAttributes } from "#backends/aws/sqs/queue-message.ts";
import { refuseTo } from "#backends/aws/sqs/refuse-record.ts";
import type { Queue } from "#backends/aws/sqs/send-messages.ts";
import { type QueueWork, type Returned, workBatch } from "#backends/aws/sqs/sqs-batch.ts";
import { SqsDelayedDispatches, SqsDispatchQueue } from "#backends/aws/sqs/sqs-dispatch-queue.ts";
import { SqsEventsDeadLetters } from "#backends/aws/sqs/sqs-events-dead-letters.ts";
import { SqsFailedDeliveries } from "#backends/aws/sqs/sqs-failed-deliveries.ts";
import { SqsStepsQueue } from "#backends/aws/sqs/sqs-steps-queue.ts";
import { DynamoDbActionStops } from "#backends/aws/targets/dynamodb-action-stops.ts";
import { DynamoDbTargetHealths } from "#backends/aws/targets/dynamodb-target-healths.ts";
import { DynamoDbTargetLimiter } from "#backends/aws/targets/dynamodb-target-limiter.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import type { Flow } from "#core/flow/flow.ts";
import type { EventMessage } from "#core/messages/event-message.ts";
import { type DynamoDbEmulator, deliveryStore, flowsTable, startDynamoDb } from "#support/aws/dynamodb-emulator.ts";
import { plainSecrets } from "#support/delivery-ports.ts";
import { deliveryWork } from "../../../../lambdas/dispatcher/delivery-work.ts";
import { runWork } from "../../../../lambdas/flow-runner/run-work.ts";
import { eventWork } from "../../../../lambdas/matcher/event-work.ts";
import { sweep } from "../../../../lambdas/sweeper/sweep.ts";
import type { World } from "../../../simulated/world.ts";
import { type FaultRate, faultySqs, makeFaulty } from "./faulty-client.ts";
import { ReceivedQueue } from "./received-queue.ts";

/** The queues of the stack. */
const QUEUES = ["events", "dispatch", "retries", "steps", "event-letters", "failed"] as const;

type QueueName = (typeof QUEUES)[number];

/** One invocation of a function. */
export interface Invocation {
  readonly queue: QueueName;
  readonly records: readonly SQSRecord[];
  /** The records to redeliver. */
  readonly failed: readonly SQSRecord[];
}

/** The time between two rounds, in milliseconds: longer than the lease of a claim. */
const ROUND_MS = 31_000;

/** The limit on rounds until the stack is idle: a day. */
const MOST_ROUNDS = 3_000;

/** Rounds between two runs of the sweeper: about two minutes. */
const SWEEP_EVERY = 4;

/** The options of a stack. */
export interface FaultyStackSetup {
  readonly world: World;
  readonly faults: FaultRate;
  readonly flows: readonly Flow[];
  readonly target: WebhookTarget;
  /** Texts; a call to DynamoDB that contains one is always refused. */
  readonly poison?: readonly string[];
  /**
   * The functions that read a queue at the same time.
   * @default 1
   */
  readonly functionsAtOnce?: number;
}

/** The stack. */
export class FaultyStack {
  readonly queues: Readonly<Record<QueueName, ReceivedQueue>>;
  readonly invocations: Invocation[] = [];
  readonly dynamodb: DynamoDbEmulator;
  readonly #setup: FaultyStackSetup;
  readonly #work;
  #rounds = 0;

  private constructor(setup: FaultyStackSetup, dynamodb: DynamoDbEmulator) {
    const { world } = setup;
    this.#setup = setup;
    this.dynamodb = dynamodb;
    const made = QUEUES.map((name) => [name, new ReceivedQueue(world, name)]);
    // The list has one queue for each name.
    this.queues = Object.fromEntries(made) as Record<QueueName, ReceivedQueue>;
    this.#work = this.#functions();
  }

  /** Starts a stack with its flows deployed. */
  static async start(setup: FaultyStackSetup): Promise<FaultyStack> {
    const dynamodb = await startDynamoDb();
    await new DynamoDbFlowStore(flowsTable(dynamodb), () => {}).replace(setup.flows, setup.world.now);
    makeFaulty(dynamodb.client, { poison: [], ...setup });
    return new FaultyStack(setup, dynamodb);
  }

  /** Whether the queues of the functions are empty. */
  get isIdle(): boolean {
    const { events, steps, dispatch, retries } = this.queues;
    return [events, steps, dispatch, retries].every(({ records }) => records.length === 0);
  }

  /** Returns the time up to which the waits table is swept, in milliseconds since 1970; this call never fails. */
  async sweptTo(): Promise<number> {
    const { faults } = this.#setup;
    const { rate } = faults;
    faults.rate = 0;
    const swept = await sweptTo({ client: this.dynamodb.client, tableName: this.dynamodb.waits });
    faults.rate = rate;
    return swept ?? 0;
  }

  /** Runs the stack until this time has passed and is swept, and the queues are empty. */
  async rest(ms: number): Promise<void> {
    const { world } = this.#setup;
    const until = world.now + ms;
    for (let rounds = 0; rounds < MOST_ROUNDS; rounds++) {
      if (world.now > until && this.isIdle && (await this.sweptTo()) > until) return;
      await this.round();
    }
    throw new Error("The stack did not become idle");
  }

  /** Puts an event into the events queue, as API Gateway does. */
  sendEvent(message: EventMessage): void {
    const { attributes } = eventQueueMessage(message);
    const sent = { MessageBody: message.body, MessageAttributes: messageAttributes(attributes) };
    this.queues.events.add({ ...sent, MessageGroupId: message.key_id });
  }

  /** Runs every function on its visible messages, then advances the time. */
  async round(): Promise<void> {
    const { events, steps, deliveries, sweepOnce } = this.#work;
    await this.#drain("events", events);
    await this.#drain("steps", steps);
    await this.#drain("dispatch", deliveries);
    await this.#drain("retries", deliveries);
    // The next sweep continues after one that fails.
    if (this.#rounds++ % SWEEP_EVERY === 0)
      await sweepOnce({}, { getRemainingTimeInMillis: () => 110_000 }).catch(() => {});
    this.#setup.world.now += ROUND_MS;
  }

  async close(): Promise<void> {
    await this.dynamodb.close();
  }

  async #drain<M>(name: QueueName, work: QueueWork<M>): Promise<void> {
    const { functionsAtOnce = 1 } = this.#setup;
    await Promise.all(Array.from({ length: functionsAtOnce }, () => this.#drainOne(name, work)));
  }

  async #drainOne<M>(name: QueueName, work: QueueWork<M>): Promise<void> {
    const { world, faults } = this.#setup;
    const queue = this.queues[name];
    const ports = {
      remove: async (done: readonly SQSRecord[]) => {
        if (world.random() < faults.rate) throw new Error("The messages could not be deleted");
        for (const { messageId } of done) queue.remove(messageId);
      },
      returnEarly: async (returned: readonly Returned[]) => {
        if (world.random() < faults.rate) throw new Error("The messages could not be returned");
        for (const { record, seconds } of returned) queue.returnAfter(record.messageId, seconds);
      },
      countTry: countTries({ client: this.dynamodb.client, tableName: this.dynamodb.waits }, () => world.now),
      // No message here takes longer than the next one waits for it.
      pause: () => new Promise<never>(() => {}),
      random: world.random,
      timeLeft: () => 60_000,
      report: () => {},
    };
    for (let records = queue.receive(); records.length > 0; records = queue.receive()) {
      const { batchItemFailures } = await workBatch(work, ports, records);
      const again = new Set(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
      for (const { messageId } of records) if (!again.has(messageId)) queue.remove(messageId);
      const failed = records.filter(({ messageId }) => again.has(messageId));
      this.invocations.push({ queue: name, records, failed });
    }
  }

  #functions() {
    const { world, faults } = this.#setup;
    const now = () => world.now;
    const client = faultySqs({ world, faults }, (url, entry) => this.queues[url as QueueName].add(entry));
    const queue = (url: QueueName): Queue => ({ client, url });
    const ports = this.#ports(queue);
    const refuse = refuseTo(queue("event-letters"));
    const deliveries = deliveryWork(ports, refuseTo(queue("failed")));
    const sweepOnce = sweep({
      waits: { client: this.dynamodb.client, tableName: this.dynamodb.waits },
      send: sqsDueMessages({ retries: queue("retries"), steps: queue("steps") }, now),
      refuse: refuseDelayedMessageTo(queue("event-letters")),
      now,
      random: world.random,
      newOwner: () => `sweeper-${world.random()}`,
      log: () => {},
    });
    return { events: eventWork(ports, refuse), steps: runWork(ports, refuse), deliveries, sweepOnce };
  }

  #ports(queue: (name: QueueName) => Queue) {
    const { world, target } = this.#setup;
    const { client, waits, profiles, targets } = this.dynamodb;
    const table = (tableName: string) => ({ client, tableName });
    const [now, ignore] = [() => world.now, () => {}];
    const rows = new DynamoDbDelayedMessages(table(waits));
    return {
      now,
      random: world.random,
      newOwner: () => `owner-${world.random()}`,
      target,
      secrets: plainSecrets(),
      catalogue: flowCatalogue(new DynamoDbFlowStore(flowsTable(this.dynamodb), ignore), now, ignore),
      store: deliveryStore(this.dynamodb),
      profiles: new DynamoDbProfileStore(table(profiles)),
      dispatchQueue: new SqsDispatchQueue(queue("dispatch")),
      delayedDispatches: new SqsDelayedDispatches({ retries: queue("retries"), delayed: rows, now }),
      stepsQueue: new SqsStepsQueue({ steps: queue("steps"), delayed: rows, now }),
      waitingRuns: new DynamoDbWaitingRuns(table(waits), now),
      failedDeliveries: new SqsFailedDeliveries(queue("failed")),
      stops: new StoppedActions(new DynamoDbActionStops(table(targets)), now, ignore),
      gate: new GuardedGate({
        healths: new DynamoDbTargetHealths(table(targets)),
        limiter: new DynamoDbTargetLimiter(table(targets), world.random),
        hostLimits: {},
        now,
        random: world.random,
        onChange: ignore,
        onError: ignore,
      }),
      sources: NO_SOURCES,
      eventsDeadLetters: new SqsEventsDeadLetters(queue("event-letters")),
      sha256Hex,
      hmac: () => "signature",
      version: "0",
      organization: {},
      organizationZone: "UTC",
    };
  }
}
