// Every alarm of the stack. Each one has a treatment of missing data, ends automatically once its cause is gone, and has a description
// that says what to do. A metric without data means that nothing happens, which raises no alarm, except for the sweeper, which
// always runs.

import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

/** The text of an alarm. */
export interface AlarmText {
  /** The fault, and the next step of its reader. */
  readonly description: string;
  /** The section of the documentation, as a file and a heading: `docs/aws.md#events-dead-letters`. */
  readonly section: string;
}

interface AlarmDefinition extends AlarmText {
  readonly metric: IMetric;
  readonly above: number;
  /** How many of the last `periods` periods of the metric must be above the threshold. */
  readonly breaches: number;
  readonly periods: number;
  /** Whether periods without data count as above the threshold. */
  readonly missing?: "breaching";
}

/** Goes off at the first bad period and ends after three good ones: a fault that recurs every few minutes is one alarm. */
const AT_ONCE = { breaches: 1, periods: 3 } as const;

/** For passing faults: goes off once they lasted for three periods. */
const LASTING = { breaches: 3, periods: 3 } as const;

const FIVE_MINUTES = Duration.minutes(5);

/** The lag of the slowest shard that raises the alarm when two of three sweeps exceed it. Five minutes are left then. */
const SWEEPER_LAG = Duration.minutes(4);

/** Properties of Alarms. */
export interface AlarmsProps {
  /**
   * The topic that alarms publish to.
   * @default none; the AWS console shows the alarms
   */
  readonly alarmTopic?: ITopic | undefined;
}

/** The alarms of functions, queues, APIs and the sweeper. */
export class Alarms extends Construct {
  readonly #topic: ITopic | undefined;

  constructor(scope: Construct, id: string, { alarmTopic }: AlarmsProps) {
    super(scope, id);
    this.#topic = alarmTopic;
  }

  /**
   * Watches a function's errors and throttles. A client gets an error when its function is throttled, so one throttle is enough.
   * Messages and schedules are retried, so throttles must last.
   */
  watchFunction(name: string, fn: IFunction, calledBy: "a client" | "a queue or schedule"): void {
    const sum = { period: FIVE_MINUTES, statistic: "Sum" };
    this.add(`${name}Errors`, {
      description: `The ${name} function failed: it threw an error, or Lambda stopped it at its timeout or memory limit. Its log shows the error.`,
      section: "docs/aws.md#a-function-fails",
      metric: fn.metricErrors(sum),
      above: 0,
      ...AT_ONCE,
    });
    this.add(`${name}Throttles`, {
      description: `Lambda throttled the ${name} function: the account allows too few concurrent executions.`,
      section: "docs/aws.md#a-function-is-throttled",
      metric: fn.metricThrottles(sum),
      above: 0,
      ...(calledBy === "a client" ? AT_ONCE : LASTING),
    });
  }

  /** Watches the 5xx answers of an API. */
  watchApi(name: string, serverErrors: IMetric): void {
    this.add(`${name}Api5xx`, {
      description: `The ${name} API answered requests with a 5xx status. Its access log shows which.`,
      section: "docs/aws.md#an-api-answers-5xx",
      metric: serverErrors,
      above: 0,
      ...AT_ONCE,
    });
  }

  /** Watches the age of a queue's oldest message. SQS deletes a message that no function receives after 14 days. */
  watchBacklog(name: string, queue: IQueue, oldest: Duration): void {
    this.add(`${name}Backlog`, {
      description: `The oldest message of the ${name} queue has waited for more than ${oldest.toMinutes()} minutes: its function does not run, fails or can't keep up.`,
      section: "docs/aws.md#messages-wait-for-too-long",
      metric: queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES, statistic: "Maximum" }),
      above: oldest.toSeconds(),
      breaches: 1,
      periods: 1,
    });
  }

  /** Watches a dead-letter queue, from the first letter until the queue is empty. */
  watchDeadLetters(name: string, queue: IQueue, text: AlarmText): void {
    this.add(`${name}DeadLetters`, {
      ...text,
      // The letter cleaner hides letters for seconds while it reads them. The maximum of five minutes includes samples in which
      // they are visible.
      metric: queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: "Maximum" }),
      above: 0,
      breaches: 1,
      periods: 1,
    });
  }

  /** Watches the lag that the sweeper reports. A sweeper that does not run reports none, which raises the same alarm. */
  watchSweeper(lag: IMetric): void {
    this.add("LagAlarm", {
      description:
        "Delayed messages fall due and are not sent: the sweeper fails, does not run, or can't keep up. Its log shows the error.",
      section: "docs/aws.md#the-sweeper-lags-behind",
      metric: lag,
      above: SWEEPER_LAG.toMilliseconds(),
      // Runs do not begin exactly a minute apart, so one of three periods may be without a run.
      breaches: 2,
      periods: 3,
      missing: "breaching",
    });
  }

  private add(id: string, { description, section, metric, above, breaches, periods, missing }: AlarmDefinition): void {
    const alarm = new Alarm(this, id, {
      alarmDescription: `${description} See ${section}.`,
      metric,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: above,
      datapointsToAlarm: breaches,
      evaluationPeriods: periods,
      treatMissingData: missing === "breaching" ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    if (this.#topic) alarm.addAlarmAction(new SnsAction(this.#topic));
  }
}
