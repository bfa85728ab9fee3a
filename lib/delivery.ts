// From deliveries to webhooks. First attempts and retries wait in queues of their own, each with its own share of
// functions at the same time: a target that is down and retried a lot can't take those that healthy targets need.

import { Duration, SecretValue } from "aws-cdk-lib";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { HostLimits } from "#core/flow/host-limits.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
import { acknowledgeNoRotation, generatedSecret } from "./generated-secret.ts";
import type { FunctionNetwork } from "./network.ts";
import { countTries, readFlows, recordDeliveries, stopActions, watchTargets } from "./permissions.ts";
import { PipelineQueue, removalPolicy } from "./pipeline-queue.ts";
import { readQueue } from "./read-queue.ts";
import type { State } from "./state.ts";

/**
 * How long one invocation of the dispatcher may take: twice the lease of a claim, so that a batch that is worked one by
 * one gets further than its first message.
 */
export const DISPATCHER_TIMEOUT = Duration.seconds(60);

/**
 * First attempts in a batch. A batch lasts as long as its slowest target, and all of its messages are in flight until
 * then: of ten, one slow target's would stay just below the tenth by which SQS tells whom it is to hold back for others
 * (docs/scale.md).
 */
const DISPATCH_BATCH = 5;

const RETRY_BATCH = 10;

/**
 * Threads of the dispatcher, half of which look names up: more than the names of its messages (POOL_THREADS in
 * src/backends/http-target/limits.ts; a test compares).
 */
const POOL_THREADS = "64";

/** Properties of Delivery. */
export interface DeliveryProps {
  /** Where deliveries go that failed for good. */
  readonly failedDeliveries: Queue;
  readonly state: State;
  /** The organization's zone, an IANA name. */
  readonly timezone: string;
  /**
   * What templates read as `organization`.
   * @default nothing
   */
  readonly organization?: Readonly<Record<string, string>> | undefined;
  /** Whether queues and secrets stay when the stack is deleted. */
  readonly retainData: boolean;
  /**
   * Ranges of addresses, as CIDR, to which webhooks may be sent though they are not public, and without TLS.
   * @default none
   */
  readonly allowTargets?: readonly string[];
  /**
   * Most requests a second to a host, and most at once, beside what flows declare.
   * @default none
   */
  readonly limits?: HostLimits;
  /**
   * Batches of first attempts at the same time.
   * @default 2
   */
  readonly maxConcurrentDispatches?: number | undefined;
  /**
   * Batches of retries at the same time.
   * @default 2
   */
  readonly maxConcurrentRetries?: number | undefined;
  /**
   * The VPC that webhooks leave from.
   * @default none: AWS's network, with addresses that change
   */
  readonly network?: FunctionNetwork;
  /**
   * How long the function's logs are kept.
   * @default one month
   */
  readonly logRetention?: RetentionDays;
}

/** The dispatcher, its queues, and the secrets it sends with. */
export class Delivery extends Construct {
  /** First attempts. */
  readonly dispatchQueue: PipelineQueue;
  /** Retries that are due within 15 minutes. */
  readonly retriesQueue: PipelineQueue;
  /** What webhooks are signed with, behind `whsec_`. */
  readonly signingSecret: Secret;
  /** `{{ secrets.name }}`: a JSON object of names, values and the hosts they may be sent to; empty at first. */
  readonly targetSecrets: Secret;
  readonly dispatcher: FlowhookFunction;

  constructor(scope: Construct, id: string, props: DeliveryProps) {
    super(scope, id);
    const { retainData, failedDeliveries: deadLetters } = props;
    const queue = { retainData, deadLetters, workerTimeout: DISPATCHER_TIMEOUT };
    this.dispatchQueue = new PipelineQueue(this, "Dispatch", queue);
    this.retriesQueue = new PipelineQueue(this, "Retries", queue);
    this.signingSecret = generatedSecret(this, "SigningSecret", "Flowhook: what webhooks are signed with.", retainData);
    this.targetSecrets = new Secret(this, "TargetSecrets", {
      description: "Flowhook: the secrets that flows name, as a JSON object of names, values and hosts.",
      secretStringValue: SecretValue.unsafePlainText("{}"),
      removalPolicy: removalPolicy(retainData),
    });
    acknowledgeNoRotation(this.targetSecrets);
    this.dispatcher = this.dispatcherFunction(props);
    this.grant(props);
    const { maxConcurrentDispatches, maxConcurrentRetries } = props;
    readQueue(this.dispatcher, this.dispatchQueue, { batchSize: DISPATCH_BATCH, batches: maxConcurrentDispatches });
    readQueue(this.dispatcher, this.retriesQueue, { batchSize: RETRY_BATCH, batches: maxConcurrentRetries });
  }

  private dispatcherFunction(props: DeliveryProps): FlowhookFunction {
    const { state, failedDeliveries } = props;
    return new FlowhookFunction(this, "Dispatcher", {
      name: "dispatcher",
      description: "Flowhook: sends webhooks.",
      timeout: DISPATCHER_TIMEOUT,
      environment: {
        FLOWS_TABLE: state.flows.tableName,
        FLOWS_BUCKET: state.flowFiles.bucketName,
        DELIVERIES_TABLE: state.deliveries.tableName,
        WAITS_TABLE: state.waits.tableName,
        TARGETS_TABLE: state.targets.tableName,
        DISPATCH_QUEUE_URL: this.dispatchQueue.queueUrl,
        RETRIES_QUEUE_URL: this.retriesQueue.queueUrl,
        FAILED_DELIVERIES_URL: failedDeliveries.queueUrl,
        SIGNING_SECRET_ARN: this.signingSecret.secretArn,
        TARGET_SECRETS_ARN: this.targetSecrets.secretArn,
        HOST_LIMITS: JSON.stringify(props.limits ?? {}),
        ALLOW_TARGETS: (props.allowTargets ?? []).join(","),
        TIMEZONE: props.timezone,
        ORGANIZATION: JSON.stringify(props.organization ?? {}),
        UV_THREADPOOL_SIZE: POOL_THREADS,
      },
      ...(props.network && { network: props.network }),
      ...(props.logRetention && { logRetention: props.logRetention }),
    });
  }

  private grant({ state, failedDeliveries }: DeliveryProps): void {
    readFlows(this.dispatcher, state);
    recordDeliveries(this.dispatcher, state);
    stopActions(this.dispatcher, state);
    watchTargets(this.dispatcher, state);
    countTries(this.dispatcher, state);
    this.dispatcher.allow(["dynamodb:PutItem"], state.waits.tableArn);
    this.dispatcher.allow(["sqs:SendMessage"], this.retriesQueue.queueArn, failedDeliveries.queueArn);
    this.dispatcher.allow(
      ["secretsmanager:GetSecretValue"],
      this.signingSecret.secretArn,
      this.targetSecrets.secretArn,
    );
  }
}
