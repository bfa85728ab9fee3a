// The function that a deployment calls to write its flows, composed.

import { setTimeout as pause } from "node:timers/promises";
import { deployingDynamoDbClient, s3Client } from "#backends/aws/clients.ts";
import { DynamoDbFlowStore } from "#backends/aws/flows/dynamodb-flow-store.ts";
import { ReadableS3Files, S3Files } from "#backends/aws/flows/s3-files.ts";
import { writeSources } from "#backends/aws/flows/source-row.ts";
import { environment } from "../environment.ts";
import { customResource } from "./custom-resource.ts";
import { deployFlows } from "./deploy-flows.ts";
import { oncePermitted } from "./once-permitted.ts";

const env = environment("flow-deployment");

const s3 = s3Client();

const flows = {
  client: deployingDynamoDbClient(),
  tableName: env.FLOWS_TABLE,
  snapshots: new S3Files({ client: s3, bucket: env.FLOWS_BUCKET }),
};

const deploy = deployFlows({
  store: new DynamoDbFlowStore(flows, console.error),
  writeSources: (sources, now) => writeSources(flows, sources, now),
  readFile: (bucket, key) => new ReadableS3Files({ client: s3, bucket }).read(key),
  now: Date.now,
});

/** Called by CloudFormation. */
export const handler = customResource("flows", oncePermitted(deploy, pause), fetch);
