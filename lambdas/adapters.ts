// The adapters that several functions are made of.

import { type FlowCatalogue, flowCatalogue } from "#app/flows/catalogue.ts";
import { DynamoDbDeliveryStore } from "#backends/aws/dynamodb-delivery-store.ts";
import { DynamoDbFlowStore } from "#backends/aws/dynamodb-flow-store.ts";
import { DynamoDbProfileStore } from "#backends/aws/dynamodb-profile-store.ts";
import { DynamoDbRunWaits } from "#backends/aws/dynamodb-run-waits.ts";
import { DynamoDbWaits } from "#backends/aws/dynamodb-waits.ts";
import { SqsDispatchQueue } from "#backends/aws/sqs-dispatch-queue.ts";
import { SqsStepsQueue } from "#backends/aws/sqs-steps-queue.ts";
import { queue, table } from "./resources.ts";

/** The flows, read again when they change. */
export function catalogue(): FlowCatalogue {
  return flowCatalogue(new DynamoDbFlowStore(table("FLOWS_TABLE")), Date.now, console.error);
}

/** The deliveries. */
export function deliveryStore(): DynamoDbDeliveryStore {
  const flows = new DynamoDbFlowStore(table("FLOWS_TABLE"));
  return new DynamoDbDeliveryStore({ ...table("DELIVERIES_TABLE"), flowIds: () => flows.ids() });
}

/** What is remembered of profiles. */
export function profileStore(): DynamoDbProfileStore {
  return new DynamoDbProfileStore(table("PROFILES_TABLE"));
}

/** The way to the dispatcher. */
export function dispatchQueue(): SqsDispatchQueue {
  return new SqsDispatchQueue({
    dispatch: queue("DISPATCH_QUEUE_URL"),
    retries: queue("RETRIES_QUEUE_URL"),
    waits: waits(),
    now: Date.now,
  });
}

/** The way to the flow runner. */
export function stepsQueue(): SqsStepsQueue {
  return new SqsStepsQueue({ steps: queue("STEPS_QUEUE_URL"), waits: waits(), now: Date.now });
}

/** The runs that wait, and those that were cancelled. */
export function runWaits(): DynamoDbRunWaits {
  return new DynamoDbRunWaits(table("WAITS_TABLE"), Date.now);
}

function waits(): DynamoDbWaits {
  return new DynamoDbWaits(table("WAITS_TABLE"));
}
