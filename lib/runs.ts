// Runs between two actions: the queue that delays them as long as a queue can, and the function that advances each run to where
// it next waits or ends.

import { Duration } from "aws-cdk-lib";
import type { IQueue, Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { DataPolicy } from "./data-policy.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
import { countTries, readFlows, readProfiles, recordDeliveries, waitAndWake } from "./permissions.ts";
import { PipelineQueue } from "./pipeline-queue.ts";
import type { State } from "./state.ts";

/** Advancing a batch takes milliseconds; the rest of the time is for a store that is slow to respond. */
const FLOW_RUNNER_TIMEOUT = Duration.seconds(60);

/** Properties of Runs. */
export interface RunsProps {
  /** How the stack keeps its data. */
  readonly data: DataPolicy;
  readonly state: State;
  /** Receives runs that could not advance, which is a fault of the pipeline. */
  readonly eventsDeadLetters: Queue;
  /** Receives deliveries. */
  readonly dispatchQueue: IQueue;
  /** The organization's time zone, an IANA name. */
  readonly timezone: string;
  /**
   * Batches of runs at the same time.
   * @default 2
   */
  readonly maxConcurrency?: number | undefined;
}

/** The flow runner and its queue. */
export class Runs extends Construct {
  /** Runs that are due within 15 minutes. */
  readonly stepsQueue: PipelineQueue;
  readonly flowRunner: FlowhookFunction;

  constructor(scope: Construct, id: string, props: RunsProps) {
    super(scope, id);
    this.stepsQueue = new PipelineQueue(this, "Steps", {
      data: props.data,
      deadLetters: props.eventsDeadLetters,
      workerTimeout: FLOW_RUNNER_TIMEOUT,
    });
    this.flowRunner = this.flowRunnerFunction(props);
    this.grant(props);
    this.flowRunner.readQueue(this.stepsQueue, { batchSize: 10, batches: props.maxConcurrency });
  }

  private flowRunnerFunction(props: RunsProps): FlowhookFunction {
    const { state, dispatchQueue, eventsDeadLetters } = props;
    return new FlowhookFunction(this, "FlowRunner", {
      name: "flow-runner",
      description: "Flowhook: advances runs that have waited.",
      timeout: FLOW_RUNNER_TIMEOUT,
      data: props.data,
      environment: {
        FLOWS_TABLE: state.flows.tableName,
        FLOWS_BUCKET: state.flowFiles.bucketName,
        PROFILES_TABLE: state.profiles.tableName,
        DELIVERIES_TABLE: state.deliveries.tableName,
        DELAYED_MESSAGES_TABLE: state.delayedMessages.tableName,
        STEPS_QUEUE_URL: this.stepsQueue.queueUrl,
        DISPATCH_QUEUE_URL: dispatchQueue.queueUrl,
        EVENTS_DEAD_LETTERS_URL: eventsDeadLetters.queueUrl,
        TIMEZONE: props.timezone,
      },
    });
  }

  private grant({ state, dispatchQueue, eventsDeadLetters }: RunsProps): void {
    readFlows(this.flowRunner, state);
    readProfiles(this.flowRunner, state);
    // The flow runner records webhooks that a run skips.
    recordDeliveries(this.flowRunner, state);
    waitAndWake(this.flowRunner, state);
    countTries(this.flowRunner, state);
    this.flowRunner.allow(
      ["sqs:SendMessage"],
      this.stepsQueue.queueArn,
      dispatchQueue.queueArn,
      eventsDeadLetters.queueArn,
    );
  }
}
