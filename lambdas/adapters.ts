// The adapters that several functions are made of.

import type { SQSHandler } from "aws-lambda";
import { type FlowCatalogue, flowCatalogue } from "#app/flows/catalogue.ts";
import { type WebhookCatalogue, webhookCatalogue } from "#app/flows/webhook-catalogue.ts";
import { StoppedActions } from "#app/stops/stopped-actions.ts";
import { s3Client } from "#backends/aws/clients.ts";
import { DynamoDbDelayedMessages } from "#backends/aws/delays/dynamodb-delayed-messages.ts";
import { DynamoDbWaitingRuns } from "#backends/aws/delays/dynamodb-waiting-runs.ts";
import { DynamoDbDeliveryStore } from "#backends/aws/deliveries/dynamodb-delivery-store.ts";
import { DynamoDbFlowReader } from "#backends/aws/flows/dynamodb-flow-reader.ts";
import type { FlowsTable } from "#backends/aws/flows/flow-rows.ts";
import { ReadableS3Files } from "#backends/aws/flows/s3-files.ts";
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
import { environment } from "./environment.ts";
import { clients, queue, table } from "./resources.ts";

/** The flows, read again when they change. */
export function catalogue(): FlowCatalogue {
  return flowCatalogue(new DynamoDbFlowReader(flowsTable(), readStoredFlow, console.error), Date.now, console.error);
}

/** The flows' webhooks alone, for whoever only sends; read again when they change. */
export function dispatcherCatalogue(): WebhookCatalogue {
  return webhookCatalogue(
    new DynamoDbFlowReader(flowsTable(), parseFlowWebhooks, console.error),
    Date.now,
    console.error,
  );
}

function flowsTable(): FlowsTable {
  const snapshots = new ReadableS3Files({ client: s3Client(), bucket: environment("FLOWS_BUCKET") });
  return { ...table("FLOWS_TABLE"), snapshots };
}

/** The deliveries. @param flows those whose deliveries are listed where no flow is named. */
export function deliveryStore(flows: WebhookCatalogue): DynamoDbDeliveryStore {
  const flowIds = async () => [...(await flows.current()).flows.keys()];
  return new DynamoDbDeliveryStore({ ...table("DELIVERIES_TABLE"), flowIds });
}

/** What is remembered of profiles. */
export function profileStore(): DynamoDbProfileStore {
  return new DynamoDbProfileStore(table("PROFILES_TABLE"));
}

/** The actions that are stopped, since their targets are gone. */
export function stoppedActions(): StoppedActions {
  return new StoppedActions(new DynamoDbActionStops(table("TARGETS_TABLE")), Date.now, console.error);
}

/** The queue of first attempts. @param batchingDelayMs see SqsDispatchQueue */
export function dispatchQueue(batchingDelayMs = 0): SqsDispatchQueue {
  return new SqsDispatchQueue(queue("DISPATCH_QUEUE_URL"), batchingDelayMs);
}

/** The deliveries that are due later. */
export function delayedDispatches(): SqsDelayedDispatches {
  return new SqsDelayedDispatches({
    retries: queue("RETRIES_QUEUE_URL"),
    delayed: delayedMessages(),
    now: Date.now,
  });
}

/** The way to the flow runner. @param batchingDelayMs see StepsQueues */
export function stepsQueue(batchingDelayMs = 0): SqsStepsQueue {
  const steps = queue("STEPS_QUEUE_URL");
  return new SqsStepsQueue({ steps, delayed: delayedMessages(), now: Date.now, batchingDelayMs });
}

/** What is known of targets that fail. */
export function targetHealths(): DynamoDbTargetHealths {
  return new DynamoDbTargetHealths(table("TARGETS_TABLE"));
}

/** The runs that wait, and those that were cancelled. */
export function waitingRuns(): DynamoDbWaitingRuns {
  return new DynamoDbWaitingRuns(table("WAITS_TABLE"), Date.now);
}

/** A function that works the messages of the queues whose URLs are in these variables. */
export function queueHandler<M>(work: QueueWork<M>, ...variables: readonly string[]): SQSHandler {
  const queueUrls = variables.map((variable) => queue(variable).url);
  return sqsHandler({ client: clients.sqs, queueUrls, countTry: countTries(table("WAITS_TABLE"), Date.now) }, work);
}

function delayedMessages(): DynamoDbDelayedMessages {
  return new DynamoDbDelayedMessages(table("WAITS_TABLE"));
}
