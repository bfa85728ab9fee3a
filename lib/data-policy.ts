// How a stack keeps its data: whether it outlives the stack, how long logs are kept, and which key encrypts it. Every
// construct that stores something takes the same policy.

import { RemovalPolicy } from "aws-cdk-lib";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { RetentionDays } from "aws-cdk-lib/aws-logs";

/** How a stack keeps its data. */
export interface DataPolicy {
  /** Whether tables, queues, secrets and access logs stay when the stack is deleted. */
  readonly retainData: boolean;
  /**
   * How long logs are kept.
   * @default one month
   */
  readonly logRetention?: RetentionDays | undefined;
  /**
   * The key that encrypts tables, queues, secrets, logs and the bucket of flows.
   * @default keys that AWS owns
   */
  readonly encryptionKey?: IKey | undefined;
  /**
   * Keys that encrypted the data before `encryptionKey` did. Functions keep the right to decrypt with them.
   * @default none
   */
  readonly formerEncryptionKeys?: readonly IKey[] | undefined;
}

/** The removal policy of a data store. A first deployment that fails deletes its stores in any case: they hold no data yet. */
export function removalPolicy({ retainData }: DataPolicy): RemovalPolicy {
  return retainData ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
}

/** The properties of a log group that follow from the policy. */
export function logGroupProps({ logRetention, encryptionKey }: DataPolicy) {
  return {
    retention: logRetention ?? RetentionDays.ONE_MONTH,
    ...(encryptionKey && { encryptionKey }),
  };
}
