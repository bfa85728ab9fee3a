// Deployments that fail. A deployment that would remove a setting is refused. A failed first deployment is rolled back and leaves
// nothing behind although its settings retain data, so that the second one starts like the first.

import assert from "node:assert/strict";
import { CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import { DynamoDBClient, ListTablesCommand } from "@aws-sdk/client-dynamodb";
import { ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { ListQueuesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { deployApp } from "./cdk.ts";
import type { Deployed } from "./deployed.ts";
import type { Emulator } from "./emulator.ts";

/** The name of the stack that fails. */
export const FAILING_STACK = "FailsAtFirst";

/** The result of a deployment. */
export interface Tried {
  /** The stack's status. */
  readonly status: string | undefined;
  /** Names of its tables, queues and secrets. */
  readonly data: readonly string[];
}

/** Deploys the stack, and makes its last resource fail if asked to. */
export async function tryFirstDeployment(emulator: Emulator, fails: boolean): Promise<Tried> {
  deployApp(emulator, "test/deploy/failing-app.ts", { FAILS: fails ? "yes" : "no" });
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = { endpoint: emulator.url, region: "us-east-1", credentials };
  const { Stacks: stacks = [] } = await new CloudFormationClient(client).send(
    new DescribeStacksCommand({ StackName: FAILING_STACK }),
  );
  const { TableNames: tables = [] } = await new DynamoDBClient(client).send(new ListTablesCommand({}));
  const { QueueUrls: queues = [] } = await new SQSClient(client).send(new ListQueuesCommand({}));
  const { SecretList: secrets = [] } = await new SecretsManagerClient(client).send(new ListSecretsCommand({}));
  const names = [...tables, ...queues, ...secrets.map(({ ARN: arn = "" }) => arn)];
  return { status: stacks[0]?.StackStatus, data: names.filter((name) => name.includes(FAILING_STACK)) };
}

/** Makes a first deployment fail at its end, checks that it left nothing, and deploys again. */
export async function failThenDeploy(deployed: Deployed): Promise<void> {
  assert.deepEqual(await deployed.tryFirstDeployment(true), { status: "ROLLBACK_COMPLETE", data: [] });
  const { status, data } = await deployed.tryFirstDeployment(false);
  assert.equal(status, "CREATE_COMPLETE");
  assert.ok(data.length > 10, data.join());
}

/** Tries to deploy without a setting that the deployed stack has. */
export function refuseRemoval(deployed: Deployed): void {
  const { status, end } = deployed.redeployWithoutTargets();
  assert.equal(status, 1, end);
  assert.match(end, /The setting allowTargets is removed; deployed is \["127\.0\.0\.0\/8"\]\./);
  assert.match(end, /Nothing was deployed\./);
}
