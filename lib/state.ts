// What is remembered: flows, deliveries, waits, profiles and targets, one table each. On demand, restorable to any second of the last 35
// days. Index keys spread every listing over shards, so that no single key takes all writes.

import { RemovalPolicy, Validations } from "aws-cdk-lib";
import { AttributeType, Billing, ProjectionType, TableEncryptionV2, TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { BlockPublicAccess, Bucket, BucketEncryption } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { removalPolicy } from "./pipeline-queue.ts";

/** Names of the indexes of the deliveries table. */
export const DELIVERY_INDEXES = { byFlow: "by-flow", undelivered: "undelivered" } as const;

/** The name of the index of the waits table: runs that wait, by flow. */
export const WAITS_BY_FLOW = "by-flow";

/** The index of the targets table: those that fail. */
export const FAILING_TARGETS = "failing";

/** Properties of State. */
export interface StateProps {
  /**
   * Whether the tables stay when the stack is deleted. They have no deletion protection, because it would also stop the
   * rollback of a first deployment that fails; DynamoDB keeps a backup of a deleted table for 35 days.
   */
  readonly retainData: boolean;
}

/** The tables. */
export class State extends Construct {
  /** Every flow, its earlier versions, and the version of the catalogue. */
  readonly flows: TableV2;
  /** All flows in one file, for functions that start. Made from the table, so it goes with the stack, whatever is retained. */
  readonly flowFiles: Bucket;
  /** Claims and records of deliveries; those that are old expire. */
  readonly deliveries: TableV2;
  /** What waits longer than a queue can hold it, by the time it is due. */
  readonly waits: TableV2;
  /** What profile filters and re-entry need to know of a profile's past, under each of its identifiers. */
  readonly profiles: TableV2;
  /** What is known of targets: which fail, what of their limits is used, which actions are stopped since theirs is gone. */
  readonly targets: TableV2;

  constructor(scope: Construct, id: string, props: StateProps) {
    super(scope, id);
    this.flows = table(this, "Flows", props);
    this.flowFiles = new Bucket(this, "FlowFiles", {
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.flowFiles).acknowledge({
      id: "AwsSolutions-S1",
      reason: "It holds copies of what is in the table, which only the stack's functions may read.",
    });
    this.deliveries = table(this, "Deliveries", props);
    this.deliveries.addGlobalSecondaryIndex(keysOnly(DELIVERY_INDEXES.byFlow, "flow_shard", "flow_shard_sort"));
    this.deliveries.addGlobalSecondaryIndex(keysOnly(DELIVERY_INDEXES.undelivered, "undelivered", "undelivered_sort"));
    this.waits = table(this, "Waits", props);
    this.waits.addGlobalSecondaryIndex(keysOnly(WAITS_BY_FLOW, "flow_shard", "flow_sort"));
    this.profiles = table(this, "Profiles", props);
    this.targets = table(this, "Targets", props);
    this.targets.addGlobalSecondaryIndex({
      ...keysOnly(FAILING_TARGETS, "failing", "pk"),
      // Every function reads it every few seconds, in one go.
      projectionType: ProjectionType.ALL,
    });
  }
}

function table(scope: Construct, id: string, { retainData }: StateProps): TableV2 {
  return new TableV2(scope, id, {
    partitionKey: { name: "pk", type: AttributeType.STRING },
    sortKey: { name: "sk", type: AttributeType.STRING },
    billing: Billing.onDemand(),
    encryption: TableEncryptionV2.dynamoOwnedKey(),
    pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
    timeToLiveAttribute: "ttl",
    removalPolicy: removalPolicy(retainData),
  });
}

function keysOnly(indexName: string, partition: string, sort: string) {
  return {
    indexName,
    partitionKey: { name: partition, type: AttributeType.STRING },
    sortKey: { name: sort, type: AttributeType.STRING },
    projectionType: ProjectionType.KEYS_ONLY,
  };
}
