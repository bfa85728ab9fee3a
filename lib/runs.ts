// Runs on their way through their flows: where they wait for their next action, as long as a queue can hold them, and the
// function that takes each of them on to where it next waits or ends.

import { Duration } from "aws-cdk-lib";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { IQueue, Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { FlowhookFunction } from "./flowhook-function.ts";
import { countTries, readFlows, readProfiles, recordDeliveries, waitAndWake } from "./permissions.ts";
import { PipelineQueue } from "./pipeline-queue.ts";
import { readQueue } from "./read-queue.ts";
import type { State } from "./state.ts";

/** How long advancing a batch of runs may take. It takes milliseconds; the rest is for a store that is slow to answer. */
export const FLOW_RUNNER_TIMEOUT = Duration.seconds(60);

/** Properties of Runs. */
export interface RunsProps {
  /** Where runs go that could not be taken on: that is the pipeline's fault. */
  readonly eventsDeadLetters: Queue;
  /** Where deliveries go. */
  readonly dispatchQueue: IQueue;
  /** Where deliveries go that are due later. */
  readonly state: State;
  /** The organization's zone, an IANA name. */
  readonly timezone: string;
  /** Whether the queue stays when the stack is deleted. */
  readonly retainData: boolean;
  /**
   * Batches of runs at the same time.
   * @default 2
   */
  readonly maxConcurrency?: number | undefined;
  /**
   * How long the function's logs are kept.
   * @default one month
   */
  readonly logRetention?: RetentionDays;
}

/** The flow runner and its queue. */
export class Runs extends Construct {
  /** Runs that are due within 15 minutes. */
  readonly stepsQueue: PipelineQueue;
  readonly flowRunner: FlowhookFunction;

  constructor(scope: Construct, id: string, props: RunsProps) {
    super(scope, id);
    this.stepsQueue = new PipelineQueue(this, "Steps", {
      retainData: props.retainData,
      deadLetters: props.eventsDeadLetters,
      workerTimeout: FLOW_RUNNER_TIMEOUT,
    });
    this.flowRunner = this.flowRunnerFunction(props);
    this.grant(props);
    readQueue(this.flowRunner, this.stepsQueue, { batchSize: 10, batches: props.maxConcurrency });
  }

  private flowRunnerFunction(props: RunsProps): FlowhookFunction {
    const { state, dispatchQueue, eventsDeadLetters } = props;
    return new FlowhookFunction(this, "FlowRunner", {
      name: "flow-runner",
      description: "Flowhook: takes runs that have waited on through their flows.",
      timeout: FLOW_RUNNER_TIMEOUT,
      environment: {
        FLOWS_TABLE: state.flows.tableName,
        FLOWS_BUCKET: state.flowFiles.bucketName,
        PROFILES_TABLE: state.profiles.tableName,
        DELIVERIES_TABLE: state.deliveries.tableName,
        WAITS_TABLE: state.waits.tableName,
        STEPS_QUEUE_URL: this.stepsQueue.queueUrl,
        DISPATCH_QUEUE_URL: dispatchQueue.queueUrl,
        EVENTS_DEAD_LETTERS_URL: eventsDeadLetters.queueUrl,
        TIMEZONE: props.timezone,
      },
      ...(props.logRetention && { logRetention: props.logRetention }),
    });
  }

  private grant({ state, dispatchQueue, eventsDeadLetters }: RunsProps): void {
    readFlows(this.flowRunner, state);
    readProfiles(this.flowRunner, state);
    // What a run skips is put on record.
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
