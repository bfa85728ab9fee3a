// What is not worked at all becomes no dead letter: messages wait until they expire. So the age of the oldest is watched, on
// the queues whose messages are to be worked at once.

import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

/** Properties of BacklogAlarms. */
export interface BacklogAlarmsProps {
  /** By what they are called in the alarms. */
  readonly queues: Readonly<Record<string, Queue>>;
  /**
   * Who is told when messages wait for too long.
   * @default nobody; the alarms show in the AWS console
   */
  readonly alarmTopic?: ITopic;
}

/** Far more than a full second of load takes, and far less than the fourteen days after which messages expire. */
const OLDEST = Duration.minutes(15);

/** An alarm for each queue whose oldest message has waited for too long. */
export class BacklogAlarms extends Construct {
  constructor(scope: Construct, id: string, { queues, alarmTopic }: BacklogAlarmsProps) {
    super(scope, id);
    for (const [name, queue] of Object.entries(queues)) {
      const alarm = new Alarm(this, `${name}Alarm`, {
        alarmDescription: `${name} wait for more than ${OLDEST.toMinutes()} minutes: their function does not run, fails or can't keep up.`,
        metric: queue.metricApproximateAgeOfOldestMessage({ period: Duration.minutes(5), statistic: "Maximum" }),
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        threshold: OLDEST.toSeconds(),
        evaluationPeriods: 1,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      if (alarmTopic) alarm.addAlarmAction(new SnsAction(alarmTopic));
    }
  }
}
