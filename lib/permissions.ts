// What functions may do with the tables, named once for all of them: the calls that the adapters in src/backends/aws
// make, and no others.

import { SNAPSHOT_NAMES } from "#backends/aws/flows/flow-snapshot.ts";
import type { FlowhookFunction } from "./flowhook-function.ts";
import { FAILING_TARGETS, type State, WAITS_BY_FLOW } from "./state.ts";

/** To read all flows, and their version. */
export function readFlows(reader: FlowhookFunction, state: State): void {
  reader.allow(["dynamodb:GetItem", "dynamodb:Query"], state.flows.tableArn);
  reader.allow(["s3:GetObject"], ...snapshotArns(state));
}

/** To replace the flows, and to remove the files with all of them. */
export function writeFlows(writer: FlowhookFunction, state: State): void {
  writer.allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"], state.flows.tableArn);
  writer.allow(["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], ...snapshotArns(state));
}

function snapshotArns({ flowFiles }: State): string[] {
  return SNAPSHOT_NAMES.map((name) => flowFiles.arnForObjects(name));
}

/** To read what is remembered of profiles. */
export function readProfiles(reader: FlowhookFunction, state: State): void {
  reader.allow(["dynamodb:GetItem", "dynamodb:Query"], state.profiles.tableArn);
}

/**
 * To read what is remembered of profiles, and to remember more. Transactions have no permission of their own: each of
 * their writes needs its own (https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html).
 */
export function rememberProfiles(writer: FlowhookFunction, state: State): void {
  writer.allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query"], state.profiles.tableArn);
}

/** To claim deliveries and to put on record what came of them. */
export function recordDeliveries(writer: FlowhookFunction, state: State): void {
  writer.allow(
    ["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"],
    state.deliveries.tableArn,
  );
}

/** To count how often a message that came before was begun. */
export function countTries(worker: FlowhookFunction, state: State): void {
  worker.allow(["dynamodb:UpdateItem"], state.waits.tableArn);
}

/** To let runs wait for longer than a queue can hold them, and to know of those that wake whether they were cancelled. */
export function waitAndWake(runner: FlowhookFunction, state: State): void {
  runner.allow(["dynamodb:GetItem", "dynamodb:PutItem"], state.waits.tableArn);
}

/** To look at runs that wait, and to cancel them. */
export function manageWaits(manager: FlowhookFunction, state: State): void {
  manager.allow(["dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"], state.waits.tableArn);
  manager.allow(["dynamodb:Query"], `${state.waits.tableArn}/index/${WAITS_BY_FLOW}`);
}

/** To know which actions are stopped, and to stop one whose target is gone. */
export function stopActions(sender: FlowhookFunction, state: State): void {
  sender.allow(["dynamodb:PutItem", "dynamodb:Query"], state.targets.tableArn);
}

/** To know which targets fail and to keep to their limits, and to say so. */
export function watchTargets(sender: FlowhookFunction, state: State): void {
  sender.allow(
    ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
    state.targets.tableArn,
  );
  sender.allow(["dynamodb:Query"], `${state.targets.tableArn}/index/${FAILING_TARGETS}`);
}

/** To see which targets fail, and to say that one does not. */
export function manageTargets(manager: FlowhookFunction, state: State): void {
  manager.allow(["dynamodb:DeleteItem", "dynamodb:GetItem"], state.targets.tableArn);
  manager.allow(["dynamodb:Query"], `${state.targets.tableArn}/index/${FAILING_TARGETS}`);
}

/** To know which actions are stopped, and to resume them. */
export function resumeActions(manager: FlowhookFunction, state: State): void {
  manager.allow(["dynamodb:Query", "dynamodb:UpdateItem"], state.targets.tableArn);
}
