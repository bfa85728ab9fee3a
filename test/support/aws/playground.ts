// The adapters of AWS on a simulated clock: the work of the stack's functions, over an emulator of DynamoDB and queues that use
// the player's clock. The sweeper runs five minutes before a row is due; earlier runs, which would find no row,
// are skipped.

import { paginateScan } from "@aws-sdk/client-dynamodb";
import type { DeliveryStore } from "#app/delivery/delivery-ports.ts";
import { flowCatalogue } from "#app/flows/catalogue.ts";
import { approveDelivery, discardDelivery } from "#app/operator/review-delivery.ts";
import { NO_SOURCES } from "#app/sources/source-catalogue.ts";
import { StoppedActions } from "#app/stops/stopped-actions.ts";
import { OPEN_GATE } from "#app/targets/target-gate.ts";
import { DynamoDbDelayedMessages } from "#backends/aws/delays/dynamodb-delayed-messages.ts";
import { DynamoDbWaitingRuns } from "#backends/aws/delays/dynamodb-waiting-runs.ts";
import { sqsDueMessages } from "#backends/aws/delays/sqs-due-messages.ts";
import { sweptTo } from "#backends/aws/delays/sweep-progress.ts";
import { DynamoDbDeliveryStore } from "#backends/aws/deliveries/dynamodb-delivery-store.ts";
import { readNumber } from "#backends/aws/dynamodb/attribute-values.ts";
import type { Table } from "#backends/aws/dynamodb/table.ts";
import { DynamoDbFlowStore } from "#backends/aws/flows/dynamodb-flow-store.ts";
import { DynamoDbProfileStore } from "#backends/aws/profiles/dynamodb-profile-store.ts";
import { refuseTo } from "#backends/aws/sqs/refuse-record.ts";
import { type QueueWork, workBatch } from "#backends/aws/sqs/sqs-batch.ts";
import { SqsDelayedDispatches, SqsDispatchQueue } from "#backends/aws/sqs/sqs-dispatch-queue.ts";
import { SqsEventsDeadLetters } from "#backends/aws/sqs/sqs-events-dead-letters.ts";
import { SqsFailedDeliveries } from "#backends/aws/sqs/sqs-failed-deliveries.ts";
import { SqsStepsQueue } from "#backends/aws/sqs/sqs-steps-queue.ts";
import { DynamoDbActionStops } from "#backends/aws/targets/dynamodb-action-stops.ts";
import { hmacSha256Base64 } from "#backends/cryptography/hmac-sha256.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import type { Playground, PlaygroundSetup } from "#cli/flow-tests/playground.ts";
import { type DeliveryKey, deliveryId } from "#core/delivery/delivery-id.ts";
import { deliveryWork } from "../../../lambdas/dispatcher/delivery-work.ts";
import { runWork } from "../../../lambdas/flow-runner/run-work.ts";
import { eventWork } from "../../../lambdas/matcher/event-work.ts";
import { type DynamoDbEmulator, flowsTable, startDynamoDb } from "./dynamodb-emulator.ts";
import { SimulatedSqs } from "./simulated-sqs.ts";
import { passOver } from "./simulated-steps.ts";
import { SqsEventsQueue } from "./sqs-emulator.ts";
import { refuseNothing, sweepAt } from "./sweeping.ts";

/** How long before something is due the sweeper runs that fetches it, in milliseconds. */
const SWEPT_BEFORE_MS = 5 * 60_000;

/** Opens a playground with empty tables and queues. */
export async function openAwsPlayground(setup: PlaygroundSetup): Promise<Playground> {
  const { clock } = setup;
  const dynamodb = await startDynamoDb();
  const sqs = new SimulatedSqs(clock);
  const waits: Table = { client: dynamodb.client, tableName: dynamodb.waits };
  const { ports, keys } = portsOf(setup, dynamodb, sqs);
  await new DynamoDbFlowStore(flowsTable(dynamodb), ports.fail).replace(setup.flows, clock.now);
  const send = sqsDueMessages({ retries: sqs.queue("retries"), steps: sqs.queue("steps") }, ports.now);
  const sweep = () => sweepAt(waits, clock.now, { send, refuse: refuseNothing });
  await sweep();
  const refuse = refuseTo(sqs.queue("dead-letters"));
  const match = () => workQueue(sqs, "events", eventWork(ports, refuse));
  const nextSweep = async () => ((await earliestWait(waits)) ?? Number.POSITIVE_INFINITY) - SWEPT_BEFORE_MS;
  return {
    async receive(message) {
      await new SqsEventsQueue(sqs.queue("events")).send(message);
      await match();
    },
    async review(decision, id) {
      await (decision === "approve" ? approveDelivery : discardDelivery)(ports, id);
    },
    async workDue() {
      if ((await nextSweep()) <= clock.now) {
        await passOver(waits, clock.now);
        await sweep();
      }
      const deliver = deliveryWork(ports, refuse);
      for (let worked = true; worked; ) {
        const steps = await workQueue(sqs, "steps", runWork(ports, refuse));
        const dispatched = await workQueue(sqs, "dispatch", deliver);
        const retried = await workQueue(sqs, "retries", deliver);
        worked = steps || dispatched || retried;
      }
    },
    async nextDue() {
      const next = Math.min(sqs.nextDue(["steps", "dispatch", "retries"]), await nextSweep());
      return next === Number.POSITIVE_INFINITY ? undefined : next;
    },
    async deliveries() {
      const records = await Promise.all([...keys.values()].map((key) => ports.store.get(key)));
      return records.filter((record) => record !== undefined);
    },
    async close() {
      sqs.close();
      await dynamodb.close();
    },
  };
}

function portsOf({ clock, timezone, secrets, target }: PlaygroundSetup, dynamodb: DynamoDbEmulator, sqs: SimulatedSqs) {
  const { client, deliveries, waits, profiles, targets } = dynamodb;
  const now = () => clock.now;
  const table = new DynamoDbDelayedMessages({ client, tableName: waits });
  const fail = (error: unknown) => {
    throw error;
  };
  const catalogue = flowCatalogue(new DynamoDbFlowStore(flowsTable(dynamodb), fail), now, fail);
  const flowIds = async () => [...(await catalogue.current()).flows.keys()];
  const { store, keys } = noting(new DynamoDbDeliveryStore({ client, tableName: deliveries, flowIds }));
  let owners = 0;
  const ports = {
    store,
    now,
    secrets,
    target,
    sha256Hex,
    catalogue,
    fail,
    profiles: new DynamoDbProfileStore({ client, tableName: profiles }),
    dispatchQueue: new SqsDispatchQueue(sqs.queue("dispatch")),
    delayedDispatches: new SqsDelayedDispatches({ retries: sqs.queue("retries"), delayed: table, now }),
    stepsQueue: new SqsStepsQueue({ steps: sqs.queue("steps"), delayed: table, now }),
    waitingRuns: new DynamoDbWaitingRuns({ client, tableName: waits }, now),
    failedDeliveries: new SqsFailedDeliveries(sqs.queue("failed")),
    gate: OPEN_GATE,
    stops: new StoppedActions(new DynamoDbActionStops({ client, tableName: targets }), now, fail),
    sources: NO_SOURCES,
    eventsDeadLetters: new SqsEventsDeadLetters(sqs.queue("dead-letters")),
    organizationZone: timezone,
    random: () => 0.5,
    newOwner: () => `owner-${++owners}`,
    hmac: hmacSha256Base64,
    version: "test",
    organization: {},
  };
  return { ports, keys };
}

/** A store of which it is noted which deliveries it has: listings are of one day at a time. */
function noting(store: DeliveryStore): { store: DeliveryStore; keys: Map<string, DeliveryKey> } {
  const keys = new Map<string, DeliveryKey>();
  const noted: DeliveryStore = {
    claim(key, request) {
      keys.set(deliveryId(key), key);
      return store.claim(key, request);
    },
    record: (made) => store.record(made),
    get: (key) => store.get(key),
    list: (query) => store.list(query),
  };
  return { store: noted, keys };
}

/** Works off what can be received of a queue, one message after the other; false where there was nothing. */
async function workQueue<M>(sqs: SimulatedSqs, name: string, work: QueueWork<M>): Promise<boolean> {
  let any = false;
  const ports = {
    remove: async () => {},
    returnEarly: async () => {},
    countTry: async () => 1,
    pause: async () => {},
    random: () => 0.5,
    timeLeft: () => Number.POSITIVE_INFINITY,
    report: (error: unknown) => {
      throw error;
    },
  };
  for (let record = sqs.take(name); record; record = sqs.take(name)) {
    any = true;
    const { batchItemFailures } = await workBatch(work, ports, [record]);
    if (batchItemFailures.length > 0) throw new Error(`A message of ${name} failed and would be redelivered`);
  }
  return any;
}

/** When the first wait is due that the sweeper has not fetched yet. */
async function earliestWait(table: Table): Promise<number | undefined> {
  const swept = (await sweptTo(table)) ?? 0;
  const times: number[] = [];
  for await (const { Items = [] } of paginateScan({ client: table.client }, { TableName: table.tableName })) {
    times.push(...Items.map((row) => readNumber(row, "due_at") ?? 0).filter((dueAt) => dueAt >= swept));
  }
  return times.length === 0 ? undefined : Math.min(...times);
}
