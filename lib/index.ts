// The exports of the npm package for CDK apps: the stack and its constructs.

export type { AlarmReceivers } from "./alarm-topic.ts";
export { Alarms, type AlarmsProps, type AlarmText } from "./alarms.ts";
export type { ApiDomain } from "./api/domain.ts";
export type { DataPolicy } from "./data-policy.ts";
export { DeadLetters, type DeadLettersProps } from "./dead-letters.ts";
export { Delivery, type DeliveryProps } from "./delivery.ts";
export type { GivenKey } from "./encryption.ts";
export { FlowDeployment, type FlowDeploymentProps } from "./flow-deployment.ts";
export { FlowhookFunction, type FlowhookFunctionProps } from "./flowhook-function.ts";
export { FlowhookStack } from "./flowhook-stack.ts";
export { Ingest, type IngestProps, type IngestThrottle } from "./ingest/ingest.ts";
export { UsagePlans, type UsagePlansProps } from "./ingest/usage-plans.ts";
export { LetterCleaner, type LetterCleanerProps } from "./letter-cleaner.ts";
export { Management, type ManagementProps } from "./management.ts";
export { Matching, type MatchingProps } from "./matching.ts";
export { type ExistingNetwork, existingNetwork, type FunctionNetwork, StaticEgress } from "./network.ts";
export { PipelineQueue, type PipelineQueueProps } from "./pipeline-queue.ts";
export { Runs, type RunsProps } from "./runs.ts";
export type { Concurrency, FlowhookStackProps } from "./stack-props.ts";
export { State, type StateProps } from "./state.ts";
export { Timer, type TimerProps } from "./timer.ts";
