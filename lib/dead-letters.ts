// What could not be done, in two queues, so that an operator sees at once whose fault it is: events that the pipeline
// could not understand or process, and deliveries that a target refused. Each queue has its alarm.

import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { PipelineQueue } from "./pipeline-queue.ts";

/** Properties of DeadLetters. */
export interface DeadLettersProps {
  /** Whether the queues stay when the stack is deleted. */
  readonly retainData: boolean;
  /**
   * Who is told when a dead letter arrives.
   * @default nobody; the alarms show in the AWS console
   */
  readonly alarmTopic?: ITopic;
}

/** The two dead-letter queues and their alarms. */
export class DeadLetters extends Construct {
  /** Events that could not be understood or processed: the pipeline's faults. */
  readonly events: PipelineQueue;
  /** Deliveries that failed for good: the targets' faults. One without `reason` is the pipeline's. */
  readonly failedDeliveries: PipelineQueue;

  constructor(scope: Construct, id: string, props: DeadLettersProps) {
    super(scope, id);
    this.events = new PipelineQueue(this, "Events", props);
    this.failedDeliveries = new PipelineQueue(this, "FailedDeliveries", props);
    this.watch("EventsAlarm", this.events, props, "Events could not be processed; their messages say why.");
    this.watch(
      "FailedDeliveriesAlarm",
      this.failedDeliveries,
      props,
      "Webhooks failed for good; their messages say why.",
    );
  }

  private watch(id: string, queue: PipelineQueue, props: DeadLettersProps, description: string): void {
    const alarm = new Alarm(this, id, {
      alarmDescription: description,
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(1), statistic: "Maximum" }),
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: 0,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (props.alarmTopic) alarm.addAlarmAction(new SnsAction(props.alarmTopic));
  }
}
