// What the npm package offers to CDK apps: the stack, and the constructs it is made of.

export { type AlarmDefinition, Alarms, type AlarmsProps, type AlarmText, addAlarm } from "./alarms.ts";
export type { ApiDomain } from "./api-domain.ts";
export { DeadLetters, type DeadLettersProps } from "./dead-letters.ts";
export { Delivery, type DeliveryProps } from "./delivery.ts";
export { FlowDeployment, type FlowDeploymentProps } from "./flow-deployment.ts";
export { FlowhookFunction, type FlowhookFunctionProps } from "./flowhook-function.ts";
export { type Concurrency, FlowhookStack, type FlowhookStackProps } from "./flowhook-stack.ts";
export { Ingest, type IngestProps, type IngestThrottle } from "./ingest/ingest.ts";
export { LetterCleaner, type LetterCleanerProps } from "./letter-cleaner.ts";
export { Management, type ManagementProps } from "./management.ts";
export { Matching, type MatchingProps } from "./matching.ts";
export { type ExistingNetwork, existingNetwork, type FunctionNetwork, StaticEgress } from "./network.ts";
export { PipelineQueue, type PipelineQueueProps } from "./pipeline-queue.ts";
export { Runs, type RunsProps } from "./runs.ts";
export { State, type StateProps } from "./state.ts";
export { Timer, type TimerProps } from "./timer.ts";
