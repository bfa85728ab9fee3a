// The settings that all of Flowhook's queues share: the longest retention, encryption at rest, and TLS only.

import { Duration } from "aws-cdk-lib";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { type DataPolicy, removalPolicy } from "./data-policy.ts";

/** The longest retention that SQS offers, so that an outage of two weeks loses no message. */
const RETENTION = Duration.days(14);

/**
 * Receives after which SQS moves a message to the dead letters: the most that SQS allows. SQS also counts a receive after which
 * Lambda was throttled and returned the message untried, so the function counts its own tries and gives a message up after
 * ten (src/backends/aws/sqs). This limit covers a function that cannot start at all: with a visibility timeout of at least
 * three minutes it is reached after two days, before messages expire.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
const MAX_RECEIVES = 1_000;

/**
 * Visibility timeout as a multiple of the worker's timeout, as AWS recommends:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
const VISIBILITY_FACTOR = 6;

/** Properties of PipelineQueue. */
export interface PipelineQueueProps {
  /** How the stack keeps its data. */
  readonly data: DataPolicy;
  /**
   * Queue that receives messages that could not be processed.
   * @default none: this is a dead-letter queue
   */
  readonly deadLetters?: Queue;
  /**
   * Timeout of the function that reads the queue.
   * @default 5 seconds, for queues that people read
   */
  readonly workerTimeout?: Duration;
  /**
   * Largest message that SQS accepts, in bytes, including attributes.
   * @default 1 MiB, the limit of SQS
   */
  readonly maxMessageSizeBytes?: number;
}

/** One of Flowhook's queues. */
export class PipelineQueue extends Queue {
  constructor(scope: Construct, id: string, props: PipelineQueueProps) {
    const worker = props.workerTimeout ?? Duration.seconds(5);
    const { encryptionKey } = props.data;
    super(scope, id, {
      retentionPeriod: RETENTION,
      visibilityTimeout: Duration.seconds(worker.toSeconds() * VISIBILITY_FACTOR),
      encryption: encryptionKey ? QueueEncryption.KMS : QueueEncryption.SQS_MANAGED,
      ...(encryptionKey && { encryptionMasterKey: encryptionKey }),
      enforceSSL: true,
      removalPolicy: removalPolicy(props.data),
      ...(props.deadLetters && { deadLetterQueue: { queue: props.deadLetters, maxReceiveCount: MAX_RECEIVES } }),
      ...(props.maxMessageSizeBytes !== undefined && { maxMessageSizeBytes: props.maxMessageSizeBytes }),
    });
  }
}
