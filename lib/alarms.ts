// Every alarm of the stack is made here, so that each has a decided treatment of missing data, a time after which it ends,
// and a description that says what to do. Alarms end by themselves once their cause is gone. A metric without data means
// that nothing happens, which raises no alarm, except for the sweeper, which always runs.

import { Duration } from "aws-cdk-lib";
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

/** What one alarm watches. */
export interface AlarmDefinition {
  /** What is wrong, and what its reader does about it. */
  readonly description: string;
  /** Where more is written: a file of the documentation and a heading in it, `docs/aws.md#alarms`. */
  readonly section: string;
  readonly metric: IMetric;
  /** The alarm goes off above this. */
  readonly above: number;
  /** How many of the last `periods` periods of the metric must be above it. */
  readonly breaches: number;
  readonly periods: number;
  /** Whether periods without data count as above the threshold. */
  readonly missing: "breaching" | "notBreaching";
}

/** Makes an alarm, and tells the topic of it where there is one. */
export function addAlarm(scope: Construct, id: string, definition: AlarmDefinition, topic: ITopic | undefined): Alarm {
  const alarm = new Alarm(scope, id, {
    alarmDescription: `${definition.description} See ${definition.section}.`,
    metric: definition.metric,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: definition.above,
    datapointsToAlarm: definition.breaches,
    evaluationPeriods: definition.periods,
    treatMissingData: definition.missing === "breaching" ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
  });
  if (topic) alarm.addAlarmAction(new SnsAction(topic));
  return alarm;
}

/**
 * Goes off at the first bad period, and ends after three good ones: a fault that comes again every few minutes is one
 * alarm and not many.
 */
const AT_ONCE = { breaches: 1, periods: 3 } as const;

/** For faults that pass: goes off once they lasted for three periods. */
const LASTING = { breaches: 3, periods: 3 } as const;

const FIVE_MINUTES = Duration.minutes(5);

/** Properties of Alarms. */
export interface AlarmsProps {
  /**
   * The topic that alarms are sent to.
   * @default none; the alarms show in the AWS console
   */
  readonly alarmTopic?: ITopic;
}

/** The alarms of functions, queues and APIs. */
export class Alarms extends Construct {
  readonly #topic: ITopic | undefined;

  constructor(scope: Construct, id: string, { alarmTopic }: AlarmsProps) {
    super(scope, id);
    this.#topic = alarmTopic;
  }

  /**
   * Watches a function's errors and throttles. A caller that waits for the answer gets an error when the function is
   * throttled, so one is enough; messages and schedules come again, so throttles must last.
   */
  watchFunction(name: string, fn: IFunction, calledBy: "a client" | "a queue or schedule"): void {
    const sum = { period: FIVE_MINUTES, statistic: "Sum" };
    addAlarm(
      this,
      `${name}Errors`,
      {
        description: `The ${name} function failed: it threw an error, or was ended by its timeout or memory limit. Its log says why.`,
        section: "docs/aws.md#a-function-fails",
        metric: fn.metricErrors(sum),
        above: 0,
        ...AT_ONCE,
        missing: "notBreaching",
      },
      this.#topic,
    );
    addAlarm(
      this,
      `${name}Throttles`,
      {
        description: `Lambda throttled the ${name} function: the account allows too few concurrent executions.`,
        section: "docs/aws.md#a-function-is-throttled",
        metric: fn.metricThrottles(sum),
        above: 0,
        ...(calledBy === "a client" ? AT_ONCE : LASTING),
        missing: "notBreaching",
      },
      this.#topic,
    );
  }

  /** Watches the 5xx answers of an API, given their metric. */
  watchApi(name: string, serverErrors: IMetric): void {
    addAlarm(
      this,
      `${name}Api5xx`,
      {
        description: `The ${name} API answered requests with a 5xx status. Its access log says which.`,
        section: "docs/aws.md#an-api-answers-5xx",
        metric: serverErrors,
        above: 0,
        ...AT_ONCE,
        missing: "notBreaching",
      },
      this.#topic,
    );
  }

  /**
   * Watches how long the oldest message of a queue has waited. A message that no function takes becomes no dead letter; SQS
   * deletes it after 14 days.
   */
  watchBacklog(name: string, queue: IQueue, oldest: Duration): void {
    addAlarm(
      this,
      `${name}Backlog`,
      {
        description: `The oldest message of the ${name} queue has waited for more than ${oldest.toMinutes()} minutes: its function does not run, fails or can't keep up.`,
        section: "docs/aws.md#messages-wait-for-too-long",
        metric: queue.metricApproximateAgeOfOldestMessage({ period: FIVE_MINUTES, statistic: "Maximum" }),
        above: oldest.toSeconds(),
        breaches: 1,
        periods: 1,
        missing: "notBreaching",
      },
      this.#topic,
    );
  }

  /** Watches a dead-letter queue, from the first letter on until the last one has left it. */
  watchDeadLetters(name: string, queue: IQueue, { description, section }: AlarmText): void {
    addAlarm(
      this,
      `${name}DeadLetters`,
      {
        description,
        section,
        // The letter cleaner hides letters while it looks at them, for seconds at a time; the maximum of five minutes
        // includes a moment in which they are visible.
        metric: queue.metricApproximateNumberOfMessagesVisible({ period: FIVE_MINUTES, statistic: "Maximum" }),
        above: 0,
        breaches: 1,
        periods: 1,
        missing: "notBreaching",
      },
      this.#topic,
    );
  }
}

/** The text of an alarm, and where more is written. */
export type AlarmText = Pick<AlarmDefinition, "description" | "section">;
