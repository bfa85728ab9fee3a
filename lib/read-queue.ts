// How functions read queues: in batches whose failed messages come again alone, and a set number of batches at the same
// time. That number is small unless the settings raise it, because a new account may allow ten concurrent executions for all
// of its functions (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html). Without it Lambda starts with
// five batches a queue, so four queues would leave nothing for the authorizer and the management API. Concurrency can't be
// reserved for those two there: a reservation that leaves less than ten unreserved fails the deployment.

import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { FlowhookFunction } from "./flowhook-function.ts";

/** The fewest that Lambda takes: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
export const FEWEST_BATCHES = 2;

/** Lets a function read a queue. */
export function readQueue(
  reader: FlowhookFunction,
  queue: IQueue,
  { batchSize, batches = FEWEST_BATCHES }: { readonly batchSize: number; readonly batches: number | undefined },
): void {
  reader.addEventSource(
    new SqsEventSource(queue, { batchSize, reportBatchItemFailures: true, maxConcurrency: batches }),
  );
}
