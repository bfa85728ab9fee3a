// From events to runs: the matcher reads the events queue, records the history that flows need, and sends what an event starts:
// webhooks that are due now to the dispatch queue, and runs that wait to the steps queue.

import { Duration } from "aws-cdk-lib";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { DataPolicy } from "./data-policy.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
import { countTries, delayMessages, readFlows, rememberProfiles } from "./permissions.ts";
import type { State } from "./state.ts";

/** Matching a batch takes milliseconds; the rest of the time is for a store that is slow to respond. */
export const MATCHER_TIMEOUT = Duration.seconds(30);

/** Properties of Matching. */
export interface MatchingProps {
  /** How the stack keeps its data. */
  readonly data: DataPolicy;
  readonly state: State;
  /** The queue of events. */
  readonly eventsQueue: IQueue;
  /** Receives events that could not be read. */
  readonly eventsDeadLetters: IQueue;
  /** Receives runs that wait. */
  readonly stepsQueue: IQueue;
  /** Receives deliveries. */
  readonly dispatchQueue: IQueue;
  /** The organization's time zone, an IANA name. */
  readonly timezone: string;
  /**
   * Batches of events at the same time.
   * @default 2
   */
  readonly maxConcurrency?: number | undefined;
}

/** The matcher. */
export class Matching extends Construct {
  readonly matcher: FlowhookFunction;

  constructor(scope: Construct, id: string, props: MatchingProps) {
    super(scope, id);
    const { data, state, eventsQueue, eventsDeadLetters, stepsQueue, dispatchQueue } = props;
    this.matcher = new FlowhookFunction(this, "Matcher", {
      name: "matcher",
      description: "Flowhook: finds the flows that an event starts.",
      timeout: MATCHER_TIMEOUT,
      data,
      environment: {
        FLOWS_TABLE: state.flows.tableName,
        FLOWS_BUCKET: state.flowFiles.bucketName,
        PROFILES_TABLE: state.profiles.tableName,
        EVENTS_QUEUE_URL: eventsQueue.queueUrl,
        EVENTS_DEAD_LETTERS_URL: eventsDeadLetters.queueUrl,
        DISPATCH_QUEUE_URL: dispatchQueue.queueUrl,
        STEPS_QUEUE_URL: stepsQueue.queueUrl,
        DELAYED_MESSAGES_TABLE: state.delayedMessages.tableName,
        TIMEZONE: props.timezone,
      },
    });
    readFlows(this.matcher, state);
    rememberProfiles(this.matcher, state);
    countTries(this.matcher, state);
    delayMessages(this.matcher, state);
    this.matcher.allow(["sqs:SendMessage"], stepsQueue.queueArn, dispatchQueue.queueArn, eventsDeadLetters.queueArn);
    this.matcher.readQueue(eventsQueue, { batchSize: 10, batches: props.maxConcurrency });
  }
}
