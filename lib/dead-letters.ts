// Two dead-letter queues separate faults of the pipeline (events that it could not read or process) from faults of targets
// (deliveries that failed), so that an operator sees at once where to look.

import { Construct } from "constructs";
import type { DataPolicy } from "./data-policy.ts";
import { PipelineQueue } from "./pipeline-queue.ts";

/** Properties of DeadLetters. */
export interface DeadLettersProps {
  /** How the stack keeps its data. */
  readonly data: DataPolicy;
}

/** The two dead-letter queues. */
export class DeadLetters extends Construct {
  /** Events and runs that could not be read or processed. */
  readonly events: PipelineQueue;
  /** Deliveries that failed for good. A letter without `reason` is a fault of the pipeline. */
  readonly failedDeliveries: PipelineQueue;

  constructor(scope: Construct, id: string, { data }: DeadLettersProps) {
    super(scope, id);
    this.events = new PipelineQueue(this, "Events", { data });
    this.failedDeliveries = new PipelineQueue(this, "FailedDeliveries", { data });
  }
}
