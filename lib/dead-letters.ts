// Two dead-letter queues, so that an operator sees at once whose fault a letter is: events that the pipeline could not
// understand or process, and deliveries that a target refused.

import { Construct } from "constructs";
import { PipelineQueue } from "./pipeline-queue.ts";

/** Properties of DeadLetters. */
export interface DeadLettersProps {
  /** Whether the queues stay when the stack is deleted. */
  readonly retainData: boolean;
}

/** The two dead-letter queues. */
export class DeadLetters extends Construct {
  /** Events that could not be understood or processed: the pipeline's faults. */
  readonly events: PipelineQueue;
  /** Deliveries that failed for good: the targets' faults. One without `reason` is the pipeline's. */
  readonly failedDeliveries: PipelineQueue;

  constructor(scope: Construct, id: string, props: DeadLettersProps) {
    super(scope, id);
    this.events = new PipelineQueue(this, "Events", props);
    this.failedDeliveries = new PipelineQueue(this, "FailedDeliveries", props);
  }
}
