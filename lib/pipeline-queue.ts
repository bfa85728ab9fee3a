// A queue as all of Flowhook's are: messages live as long as SQS lets them, encrypted, over TLS only.

import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";

/** The longest that SQS keeps a message, so that an outage of ours loses nothing that arrived within two weeks. */
const RETENTION = Duration.days(14);

/**
 * How often a message is received before SQS moves it to the dead letters: the most that SQS allows. SQS counts a receive
 * also when Lambda was throttled and returned the message untried, so the function counts its own tries and gives a
 * message up after ten (src/backends/aws/sqs/sqs-batch.ts). This bound is left for a function that cannot start at all: with a
 * visibility timeout of at least three minutes it is reached after two days, and before messages expire.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export const MAX_RECEIVES = 1_000;

/**
 * Visibility as a multiple of the worker's timeout, as AWS advises for queues that a function reads:
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
const VISIBILITY_FACTOR = 6;

/** What sets one queue apart from the others. */
export interface PipelineQueueProps {
  /** Whether the queue stays when the stack is deleted. */
  readonly retainData: boolean;
  /**
   * Where messages go that could not be worked.
   * @default none: this is a dead-letter queue
   */
  readonly deadLetters?: Queue;
  /**
   * The timeout of the function that reads the queue.
   * @default 5 seconds, for queues that people read
   */
  readonly workerTimeout?: Duration;
  /**
   * Messages above this size are refused, in bytes with their attributes.
   * @default 1 MiB, the most that SQS takes
   */
  readonly maxMessageSizeBytes?: number;
}

/** One of Flowhook's queues. */
export class PipelineQueue extends Queue {
  constructor(scope: Construct, id: string, props: PipelineQueueProps) {
    const worker = props.workerTimeout ?? Duration.seconds(5);
    super(scope, id, {
      retentionPeriod: RETENTION,
      visibilityTimeout: Duration.seconds(worker.toSeconds() * VISIBILITY_FACTOR),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: removalPolicy(props.retainData),
      ...(props.deadLetters && { deadLetterQueue: { queue: props.deadLetters, maxReceiveCount: MAX_RECEIVES } }),
      ...(props.maxMessageSizeBytes !== undefined && { maxMessageSizeBytes: props.maxMessageSizeBytes }),
    });
  }
}

/** What becomes of data when the stack is deleted. What a failed first deployment leaves behind holds none. */
export function removalPolicy(retainData: boolean): RemovalPolicy {
  return retainData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}
