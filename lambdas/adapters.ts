// The adapters that several functions share. Each names the environment variables that it needs.

import type { SQSHandler } from "aws-lambda";
import { type FlowCatalogue, flowCatalogue } from "#app/flows/catalogue.ts";
import { type WebhookCatalogue, webhookCatalogue } from "#app/flows/webhook-catalogue.ts";
import { StoppedActions } from "#app/stops/stopped-actions.ts";
import { s3Client } from "#backends/aws/clients.ts";
import { DynamoDbDelayedMessages } from "#backends/aws/delays/dynamodb-delayed-messages.ts";
import { DynamoDbWaitingRuns } from "#backends/aws/delays/dynamodb-waiting-runs.ts";
import { DynamoDbDeliveryStore } from "#backends/aws/deliveries/dynamodb-delivery-store.ts";
import { DynamoDbFlowReader } from "#backends/aws/flows/dynamodb-flow-reader.ts";
import { DynamoDbSources } from "#backends/aws/flows/dynamodb-sources.ts";
import type { FlowsTable } from "#backends/aws/flows/flow-rows.ts";
import { ReadableS3Files } from "#backends/aws/flows/s3-files.ts";
import { type Stored, withStoredIds } from "#backends/aws/flows/stored-flow-ids.ts";
import { DynamoDbProfileStore } from "#backends/aws/profiles/dynamodb-profile-store.ts";
import { countTries } from "#backends/aws/sqs/message-tries.ts";
import type { QueueWork } from "#backends/aws/sqs/sqs-batch.ts";
import { SqsDelayedDispatches, SqsDispatchQueue } from "#backends/aws/sqs/sqs-dispatch-queue.ts";
import { sqsHandler } from "#backends/aws/sqs/sqs-handler.ts";
import { SqsStepsQueue } from "#backends/aws/sqs/sqs-steps-queue.ts";
import { DynamoDbActionStops } from "#backends/aws/targets/dynamodb-action-stops.ts";
import { DynamoDbTargetHealths } from "#backends/aws/targets/dynamodb-target-healths.ts";
import { readStoredFlow } from "#core/flow/stored-flow.ts";
import { parseFlowWebhooks } from "#core/runs/flow-webhooks.ts";
import type { Variables } from "./environment.ts";
import { queue, table } from "./resources.ts";

/** The flows; read again when they change. */
export function catalogue(env: Variables<"FLOWS_TABLE" | "FLOWS_BUCKET">): Stored<FlowCatalogue> {
  const reader = new DynamoDbFlowReader(flowsTable(env), readStoredFlow, console.error);
  return withStoredIds(flowCatalogue(reader, Date.now, console.error), reader);
}

/** The sources; read again when they change. */
export function sources(env: Variables<"FLOWS_TABLE">): DynamoDbSources {
  return new DynamoDbSources(table(env.FLOWS_TABLE), Date.now);
}

/** The webhooks of the flows, for functions that only send; read again when they change. */
export function dispatcherCatalogue(env: Variables<"FLOWS_TABLE" | "FLOWS_BUCKET">): Stored<WebhookCatalogue> {
  const reader = new DynamoDbFlowReader(flowsTable(env), parseFlowWebhooks, console.error);
  return withStoredIds(webhookCatalogue(reader, Date.now, console.error), reader);
}

function flowsTable(env: Variables<"FLOWS_TABLE" | "FLOWS_BUCKET">): FlowsTable {
  return {
    ...table(env.FLOWS_TABLE),
    snapshots: new ReadableS3Files({ client: s3Client(), bucket: env.FLOWS_BUCKET }),
  };
}

/** The deliveries. @param flows the flows whose deliveries are listed when a listing names no flow. */
export function deliveryStore(env: Variables<"DELIVERIES_TABLE">, flows: Stored<unknown>): DynamoDbDeliveryStore {
  return new DynamoDbDeliveryStore({ ...table(env.DELIVERIES_TABLE), flowIds: flows.storedIds });
}

/** The history of profiles. */
export function profileStore(env: Variables<"PROFILES_TABLE">): DynamoDbProfileStore {
  return new DynamoDbProfileStore(table(env.PROFILES_TABLE));
}

/** The actions that are stopped because their targets are gone. */
export function stoppedActions(env: Variables<"TARGETS_TABLE">): StoppedActions {
  return new StoppedActions(new DynamoDbActionStops(table(env.TARGETS_TABLE)), Date.now, console.error);
}

/** The queue of first attempts. @param batchingDelayMs see SqsDispatchQueue */
export function dispatchQueue(env: Variables<"DISPATCH_QUEUE_URL">, batchingDelayMs = 0): SqsDispatchQueue {
  return new SqsDispatchQueue(queue(env.DISPATCH_QUEUE_URL), batchingDelayMs);
}

/** Deliveries that are due later. */
export function delayedDispatches(
  env: Variables<"RETRIES_QUEUE_URL" | "DELAYED_MESSAGES_TABLE">,
): SqsDelayedDispatches {
  const delayed = new DynamoDbDelayedMessages(table(env.DELAYED_MESSAGES_TABLE));
  return new SqsDelayedDispatches({ retries: queue(env.RETRIES_QUEUE_URL), delayed, now: Date.now });
}

/** Sends runs to the flow runner. @param batchingDelayMs see StepsQueues */
export function stepsQueue(
  env: Variables<"STEPS_QUEUE_URL" | "DELAYED_MESSAGES_TABLE">,
  batchingDelayMs = 0,
): SqsStepsQueue {
  const delayed = new DynamoDbDelayedMessages(table(env.DELAYED_MESSAGES_TABLE));
  return new SqsStepsQueue({ steps: queue(env.STEPS_QUEUE_URL), delayed, now: Date.now, batchingDelayMs });
}

/** The health of targets. */
export function targetHealths(env: Variables<"TARGETS_TABLE">): DynamoDbTargetHealths {
  return new DynamoDbTargetHealths(table(env.TARGETS_TABLE));
}

/** The waiting runs and the cancelled ones. */
export function waitingRuns(env: Variables<"DELAYED_MESSAGES_TABLE">): DynamoDbWaitingRuns {
  return new DynamoDbWaitingRuns(table(env.DELAYED_MESSAGES_TABLE), Date.now);
}

/** A handler that processes the messages of the queues with these URLs. */
export function queueHandler<M>(
  env: Variables<"DELAYED_MESSAGES_TABLE">,
  work: QueueWork<M>,
  ...queueUrls: readonly [string, ...string[]]
): SQSHandler {
  const { client } = queue(queueUrls[0]);
  return sqsHandler({ client, queueUrls, countTry: countTries(table(env.DELAYED_MESSAGES_TABLE), Date.now) }, work);
}
