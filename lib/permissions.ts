// The permissions of functions on tables and flows: exactly the calls that the adapters in src/backends/aws make.

import { Aws, Stack, Validations } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { WAITS_BY_FLOW } from "#backends/aws/delays/waiting-run-index.ts";
import { BY_FLOW, UNDELIVERED } from "#backends/aws/deliveries/delivery-index.ts";
import { SNAPSHOT_NAMES } from "#backends/aws/flows/flow-snapshot.ts";
import { FAILING_TARGETS } from "#backends/aws/targets/target-keys.ts";
import type { FlowhookFunction } from "./flowhook-function.ts";
import type { UsagePlans } from "./ingest/usage-plans.ts";
import type { State } from "./state.ts";

/** Reads all flows and their version. */
export function readFlows(reader: FlowhookFunction, state: State): void {
  reader.allow(["dynamodb:GetItem", "dynamodb:Query"], state.flows.tableArn);
  reader.allow(["s3:GetObject"], ...snapshotArns(state));
}

/** Reads the sources. */
export function readSources(reader: FlowhookFunction, state: State): void {
  reader.allow(["dynamodb:GetItem"], state.flows.tableArn);
}

/** Replaces the flows, and removes the files that hold all of them. */
export function writeFlows(writer: FlowhookFunction, state: State): void {
  writer.allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"], state.flows.tableArn);
  writer.allow(["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], ...snapshotArns(state));
}

function snapshotArns({ flowFiles }: State): string[] {
  return SNAPSHOT_NAMES.map((name) => flowFiles.arnForObjects(name));
}

/** Reads the history of profiles. */
export function readProfiles(reader: FlowhookFunction, state: State): void {
  reader.allow(["dynamodb:GetItem", "dynamodb:Query"], state.profiles.tableArn);
}

/**
 * Reads the history of profiles and adds to it. IAM has no permission for a transaction; each of its writes needs one
 * (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html).
 */
export function rememberProfiles(writer: FlowhookFunction, state: State): void {
  writer.allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"], state.profiles.tableArn);
}

/** Claims deliveries and records their attempts. */
export function recordDeliveries(writer: FlowhookFunction, state: State): void {
  writer.allow(
    ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"],
    state.deliveries.tableArn,
  );
}

/** Lists deliveries by their indexes. */
export function listDeliveries(reader: FlowhookFunction, { deliveries }: State): void {
  reader.allow(["dynamodb:Query"], ...[BY_FLOW, UNDELIVERED].map(({ name }) => `${deliveries.tableArn}/index/${name}`));
}

/** Counts the tries of a redelivered message. */
export function countTries(worker: FlowhookFunction, { delayedMessages }: State): void {
  worker.allow(["dynamodb:UpdateItem"], delayedMessages.tableArn);
}

/** Stores messages that are due later than a queue can delay them. */
export function delayMessages(sender: FlowhookFunction, { delayedMessages }: State): void {
  sender.allow(["dynamodb:PutItem"], delayedMessages.tableArn);
}

/** Delays runs, and reads whether a run that wakes was cancelled. */
export function waitAndWake(runner: FlowhookFunction, { delayedMessages }: State): void {
  runner.allow(["dynamodb:GetItem", "dynamodb:PutItem"], delayedMessages.tableArn);
}

/** Lists waiting runs, and cancels them. */
export function manageWaitingRuns(manager: FlowhookFunction, { delayedMessages }: State): void {
  manager.allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], delayedMessages.tableArn);
  manager.allow(["dynamodb:Query"], `${delayedMessages.tableArn}/index/${WAITS_BY_FLOW.name}`);
}

/** Finds due messages and records how far the sweep has come. */
export function sweepDelayedMessages(sweeper: FlowhookFunction, { delayedMessages }: State): void {
  sweeper.allow(
    ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem"],
    delayedMessages.tableArn,
  );
}

/** Reads which actions are stopped, and stops an action whose target is gone. */
export function stopActions(sender: FlowhookFunction, state: State): void {
  sender.allow(["dynamodb:PutItem", "dynamodb:Query"], state.targets.tableArn);
}

/** Reads which actions are stopped, and resumes them. */
export function resumeActions(manager: FlowhookFunction, state: State): void {
  manager.allow(["dynamodb:Query", "dynamodb:UpdateItem"], state.targets.tableArn);
}

/** Reads and records the health of targets and the use of their limits. */
export function watchTargets(sender: FlowhookFunction, { targets }: State): void {
  sender.allow(
    ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    targets.tableArn,
  );
  sender.allow(["dynamodb:Query"], `${targets.tableArn}/index/${FAILING_TARGETS.name}`);
}

/** Lists failing targets, and closes their circuits. */
export function manageTargets(manager: FlowhookFunction, { targets }: State): void {
  manager.allow(["dynamodb:DeleteItem", "dynamodb:GetItem"], targets.tableArn);
  manager.allow(["dynamodb:Query"], `${targets.tableArn}/index/${FAILING_TARGETS.name}`);
}

/** Reads the key that a sender presents, and stores its last use. */
export function checkKeys(authorizer: FlowhookFunction, { keys }: State): void {
  authorizer.allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], keys.tableArn);
}

/** Lists and changes ingest keys. */
export function manageKeys(manager: FlowhookFunction, { keys }: State): void {
  manager.allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"], keys.tableArn);
}

/**
 * Creates API keys, adds them to the usage plans of ingest, and removes them from these. API Gateway has an action for each HTTP
 * method: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html
 */
export function manageUsagePlans(manager: FlowhookFunction, { plans }: UsagePlans): void {
  const api = `arn:${Aws.PARTITION}:apigateway:${Aws.REGION}::`;
  const keysOf = plans.map(({ id }) => `${api}/usageplans/${id}/keys`);
  manager.addToRolePolicy(
    new PolicyStatement({ actions: ["apigateway:POST"], resources: [`${api}/apikeys`, ...keysOf] }),
  );
  manager.addToRolePolicy(
    new PolicyStatement({ actions: ["apigateway:DELETE"], resources: keysOf.map((keys) => `${keys}/*`) }),
  );
  for (const { id } of plans) {
    const { Ref: plan }: { Ref: string } = Stack.of(manager).resolve(id);
    Validations.of(manager.role ?? manager).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:apigateway:<AWS::Region>::/usageplans/<${plan}>/keys/*]`,
      reason: "API Gateway generates the ids of keys when they are created; all keys of the plan belong to the stack.",
    });
  }
}
