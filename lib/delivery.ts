// From deliveries to webhooks. First attempts and retries have separate queues, each with its own share of concurrent functions:
// retries to a target that is down cannot take the functions that healthy targets need.

import { Duration } from "aws-cdk-lib";
import type { Secret } from "aws-cdk-lib/aws-secretsmanager";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { HostLimits } from "#core/flow/host-limits.ts";
import { allowedTargetsVariable, hostLimitsVariable, organizationVariable } from "../lambdas/settings-variables.ts";
import type { DataPolicy } from "./data-policy.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
import type { FunctionNetwork } from "./network.ts";
import { countTries, delayMessages, readFlows, recordDeliveries, stopActions, watchTargets } from "./permissions.ts";
import { PipelineQueue } from "./pipeline-queue.ts";
import { emptySecret, generatedSecret } from "./secrets.ts";
import type { State } from "./state.ts";

/** Twice the lease of a claim, so that a batch whose messages are processed one by one gets beyond its first message. */
const DISPATCHER_TIMEOUT = Duration.seconds(60);

/**
 * First attempts in a batch. A batch takes as long as its slowest target, and all of its messages are in flight until then. With
 * batches of ten, the share of one slow target would stay just below the tenth at which SQS holds its messages back for others
 * (docs/scale.md).
 */
const DISPATCH_BATCH = 5;

const RETRY_BATCH = 10;

/**
 * Threads of the dispatcher, half of which look up names: more than a batch has names (POOL_THREADS in
 * src/backends/http-target/limits.ts; a test compares).
 */
const POOL_THREADS = "64";

/** Properties of Delivery. */
export interface DeliveryProps {
  /** How the stack keeps its data. */
  readonly data: DataPolicy;
  readonly state: State;
  /** Receives deliveries that failed for good. */
  readonly failedDeliveries: Queue;
  /** The organization's time zone, an IANA name. */
  readonly timezone: string;
  /**
   * Values that templates read as `organization`.
   * @default nothing
   */
  readonly organization?: Readonly<Record<string, string>> | undefined;
  /**
   * Address ranges (CIDR) that webhooks may be sent to although they are not public, also without TLS.
   * @default none
   */
  readonly allowTargets?: readonly string[] | undefined;
  /**
   * Limits of requests a second and of concurrent requests for each host, in addition to the limits that flows declare.
   * @default none
   */
  readonly limits?: HostLimits | undefined;
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
   * @default AWS's network, with addresses that change
   */
  readonly network?: FunctionNetwork | undefined;
}

/** The dispatcher, its queues, and the secrets that it sends with. */
export class Delivery extends Construct {
  /** First attempts. */
  readonly dispatchQueue: PipelineQueue;
  /** Retries that are due within 15 minutes. */
  readonly retriesQueue: PipelineQueue;
  /** The secret that signs webhooks, without its prefix `whsec_`. */
  readonly signingSecret: Secret;
  /** `{{ secrets.name }}`: a JSON object of names, values and the hosts that each may be sent to; empty at first. */
  readonly targetSecrets: Secret;
  readonly dispatcher: FlowhookFunction;

  constructor(scope: Construct, id: string, props: DeliveryProps) {
    super(scope, id);
    const { data, failedDeliveries: deadLetters } = props;
    const queue = { data, deadLetters, workerTimeout: DISPATCHER_TIMEOUT };
    this.dispatchQueue = new PipelineQueue(this, "Dispatch", queue);
    this.retriesQueue = new PipelineQueue(this, "Retries", queue);
    this.signingSecret = generatedSecret(this, "SigningSecret", "Flowhook: the secret that signs webhooks.", data);
    const description = "Flowhook: the secrets that flows name, as a JSON object of names, values and hosts.";
    this.targetSecrets = emptySecret(this, "TargetSecrets", description, data);
    this.dispatcher = this.dispatcherFunction(props);
    this.grant(props);
    const { maxConcurrentDispatches, maxConcurrentRetries } = props;
    this.dispatcher.readQueue(this.dispatchQueue, { batchSize: DISPATCH_BATCH, batches: maxConcurrentDispatches });
    this.dispatcher.readQueue(this.retriesQueue, { batchSize: RETRY_BATCH, batches: maxConcurrentRetries });
  }

  private dispatcherFunction(props: DeliveryProps): FlowhookFunction {
    const { state, failedDeliveries } = props;
    return new FlowhookFunction(this, "Dispatcher", {
      name: "dispatcher",
      description: "Flowhook: sends webhooks.",
      timeout: DISPATCHER_TIMEOUT,
      data: props.data,
      environment: {
        FLOWS_TABLE: state.flows.tableName,
        FLOWS_BUCKET: state.flowFiles.bucketName,
        DELIVERIES_TABLE: state.deliveries.tableName,
        DELAYED_MESSAGES_TABLE: state.delayedMessages.tableName,
        TARGETS_TABLE: state.targets.tableName,
        DISPATCH_QUEUE_URL: this.dispatchQueue.queueUrl,
        RETRIES_QUEUE_URL: this.retriesQueue.queueUrl,
        FAILED_DELIVERIES_URL: failedDeliveries.queueUrl,
        SIGNING_SECRET_ARN: this.signingSecret.secretArn,
        TARGET_SECRETS_ARN: this.targetSecrets.secretArn,
        HOST_LIMITS: hostLimitsVariable.write(props.limits),
        ALLOW_TARGETS: allowedTargetsVariable.write(props.allowTargets),
        TIMEZONE: props.timezone,
        ORGANIZATION: organizationVariable.write(props.organization),
        UV_THREADPOOL_SIZE: POOL_THREADS,
      },
      network: props.network,
    });
  }

  private grant({ state, failedDeliveries }: DeliveryProps): void {
    readFlows(this.dispatcher, state);
    recordDeliveries(this.dispatcher, state);
    stopActions(this.dispatcher, state);
    watchTargets(this.dispatcher, state);
    countTries(this.dispatcher, state);
    delayMessages(this.dispatcher, state);
    this.dispatcher.allow(["sqs:SendMessage"], this.retriesQueue.queueArn, failedDeliveries.queueArn);
    this.dispatcher.allow(
      ["secretsmanager:GetSecretValue"],
      this.signingSecret.secretArn,
      this.targetSecrets.secretArn,
    );
  }
}
