// The stores: tables for flows, deliveries, delayed messages, profiles, targets and ingest keys, and a bucket with copies of the flows. Tables
// are billed on demand and restorable to any second of the last 35 days. Index keys spread each listing over shards, so that no
// single key takes all writes.

import { RemovalPolicy, Validations } from "aws-cdk-lib";
import {
  AttributeType,
  Billing,
  CfnGlobalTable,
  ProjectionType,
  TableEncryptionV2,
  TableV2,
} from "aws-cdk-lib/aws-dynamodb";
import type { IKey } from "aws-cdk-lib/aws-kms";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { WAITS_BY_FLOW } from "#backends/aws/delays/waiting-run-index.ts";
import { BY_FLOW, UNDELIVERED } from "#backends/aws/deliveries/delivery-index.ts";
import { FAILING_TARGETS } from "#backends/aws/targets/target-keys.ts";
import { type DataPolicy, removalPolicy } from "./data-policy.ts";

/** Properties of State. */
export interface StateProps {
  /**
   * How the stack keeps its data. Tables have no deletion protection, because it would also stop the rollback of a first
   * deployment that fails; DynamoDB keeps a backup of a deleted table for 35 days.
   */
  readonly data: DataPolicy;
}

/** The stores. */
export class State extends Construct {
  /** Every flow, its earlier versions, and the version of the catalogue. */
  readonly flows: TableV2;
  /** All flows in one file, for functions that start. The table is its source, so it is deleted with the stack in any case. */
  readonly flowFiles: Bucket;
  /** Claims and records of deliveries; old ones expire. */
  readonly deliveries: TableV2;
  /** Messages that are due later than a queue can delay them, by due time. */
  readonly delayedMessages: TableV2;
  /** Events and entries of profiles that flows need later, under each identifier of the profile. */
  readonly profiles: TableV2;
  /** Failing targets, the use of their limits, and the actions that are stopped because their target is gone. */
  readonly targets: TableV2;
  /** The ingest keys, with hashes of their texts. */
  readonly keys: TableV2;

  constructor(scope: Construct, id: string, { data }: StateProps) {
    super(scope, id);
    this.flows = table(this, "Flows", data);
    this.flowFiles = flowBucket(this, data);
    this.deliveries = table(this, "Deliveries", data);
    this.deliveries.addGlobalSecondaryIndex(keysOnly(BY_FLOW));
    this.deliveries.addGlobalSecondaryIndex(keysOnly(UNDELIVERED));
    this.delayedMessages = table(this, "Waits", data);
    this.delayedMessages.addGlobalSecondaryIndex(keysOnly(WAITS_BY_FLOW));
    this.profiles = table(this, "Profiles", data);
    this.keys = table(this, "Keys", data);
    this.targets = table(this, "Targets", data);
    // Every function reads this index whole every few seconds.
    this.targets.addGlobalSecondaryIndex({ ...keysOnly(FAILING_TARGETS), projectionType: ProjectionType.ALL });
  }
}

function table(scope: Construct, id: string, data: DataPolicy): TableV2 {
  const { encryptionKey } = data;
  const made = new TableV2(scope, id, {
    partitionKey: { name: "pk", type: AttributeType.STRING },
    sortKey: { name: "sk", type: AttributeType.STRING },
    billing: Billing.onDemand(),
    encryption: encryptionKey ? TableEncryptionV2.awsManagedKey() : TableEncryptionV2.dynamoOwnedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: "ttl",
    removalPolicy: removalPolicy(data),
  });
  if (encryptionKey) useKey(made, encryptionKey);
  return made;
}

/** TableEncryptionV2.customerManagedKey requires a stack with a fixed region, so this names the key of the only replica. */
function useKey({ node }: TableV2, key: IKey): void {
  const { defaultChild } = node;
  if (!(defaultChild instanceof CfnGlobalTable)) throw new Error(`The table ${node.path} has no resource`);
  defaultChild.addPropertyOverride("Replicas.0.SSESpecification.KMSMasterKeyId", key.keyArn);
}

function flowBucket(scope: Construct, { encryptionKey }: DataPolicy): Bucket {
  const bucket = new Bucket(scope, "FlowFiles", {
    ...(encryptionKey
      ? { encryption: BucketEncryption.KMS, encryptionKey, bucketKeyEnabled: true }
      : { encryption: BucketEncryption.S3_MANAGED }),
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    enforceSSL: true,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  Validations.of(bucket).acknowledge({
    id: "AwsSolutions-S1",
    reason: "It holds copies of the flows table, which only the stack's functions may read.",
  });
  return bucket;
}

function keysOnly({
  name,
  partition,
  sort,
}: {
  readonly name: string;
  readonly partition: string;
  readonly sort: string;
}) {
  return {
    indexName: name,
    partitionKey: { name: partition, type: AttributeType.STRING },
    sortKey: { name: sort, type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  };
}
