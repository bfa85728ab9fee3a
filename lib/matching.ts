// From events to runs: the function that reads the events queue, remembers what flows count, and puts what comes of an
// event on the queues: webhooks that are due at once, and runs that wait.

import { Duration } from "aws-cdk-lib";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { FlowhookFunction } from "./flowhook-function.ts";
import { countTries, readFlows, rememberProfiles } from "./permissions.ts";
import { readQueue } from "./read-queue.ts";
import type { State } from "./state.ts";

/** How long matching a batch may take. It takes milliseconds; the rest is for a store that is slow to answer. */
export const MATCHER_TIMEOUT = Duration.seconds(30);

/** Properties of Matching. */
export interface MatchingProps {
  /** Where events wait. */
  readonly eventsQueue: IQueue;
  /** Where events go that can't be understood. */
  readonly eventsDeadLetters: IQueue;
  /** Where runs wait. */
  readonly stepsQueue: IQueue;
  /** Where deliveries go. */
  readonly dispatchQueue: IQueue;
  /** Where deliveries go that are due later. */
  readonly state: State;
  /** The organization's zone, an IANA name. */
  readonly timezone: string;
  /**
   * Batches of events at the same time.
   * @default 2
   */
  readonly maxConcurrency?: number | undefined;
  /**
   * How long the function's logs are kept.
   * @default one month
   */
  readonly logRetention?: RetentionDays;
}

/** The matcher. */
export class Matching extends Construct {
  readonly matcher: FlowhookFunction;

  constructor(scope: Construct, id: string, props: MatchingProps) {
    super(scope, id);
    const { eventsQueue, eventsDeadLetters, stepsQueue, dispatchQueue, state } = props;
    this.matcher = new FlowhookFunction(this, "Matcher", {
      name: "matcher",
      description: "Flowhook: finds the flows that an event starts.",
      timeout: MATCHER_TIMEOUT,
      environment: {
        FLOWS_TABLE: state.flows.tableName,
        FLOWS_BUCKET: state.flowFiles.bucketName,
        PROFILES_TABLE: state.profiles.tableName,
        EVENTS_QUEUE_URL: eventsQueue.queueUrl,
        EVENTS_DEAD_LETTERS_URL: eventsDeadLetters.queueUrl,
        DISPATCH_QUEUE_URL: dispatchQueue.queueUrl,
        STEPS_QUEUE_URL: stepsQueue.queueUrl,
        WAITS_TABLE: state.waits.tableName,
        TIMEZONE: props.timezone,
      },
      ...(props.logRetention && { logRetention: props.logRetention }),
    });
    readFlows(this.matcher, state);
    rememberProfiles(this.matcher, state);
    countTries(this.matcher, state);
    this.matcher.allow(["dynamodb:PutItem"], state.waits.tableArn);
    this.matcher.allow(["sqs:SendMessage"], stepsQueue.queueArn, dispatchQueue.queueArn, eventsDeadLetters.queueArn);
    readQueue(this.matcher, eventsQueue, { batchSize: 10, batches: props.maxConcurrency });
  }
}
