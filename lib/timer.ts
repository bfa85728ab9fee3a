// What waits longer than a queue can hold it lies in the waits table; the sweeper moves what falls due onto its queue.
// Why a table and not a schedule for each wait: docs/decisions/waits-table.md.

import { Duration, Stack } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { FilterPattern, type RetentionDays } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { addAlarm } from "./alarms.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
import type { State } from "./state.ts";

/** How often the sweeper runs. It looks 10 minutes ahead, so four runs in a row may fail before anything is late. */
export const SWEEP_EVERY = Duration.minutes(2);

/** Less than the time between two runs, so that they do not overlap. */
export const SWEEPER_TIMEOUT = Duration.seconds(110);

/** How far the cursor may be behind, twice, before somebody is told: the second time two minutes are left. */
const LAG_ALARM = Duration.minutes(4);

/** Properties of Timer. */
export interface TimerProps {
  readonly state: State;
  /** Where retries go that fall due. */
  readonly retriesQueue: IQueue;
  /** Where runs go that fall due. */
  readonly stepsQueue: IQueue;
  /** Where waits go that can't be read. */
  readonly eventsDeadLetters: IQueue;
  /**
   * Who is told when the sweeper lags behind.
   * @default nobody; the alarm shows in the AWS console
   */
  readonly alarmTopic?: ITopic;
  /**
   * How long the function's logs are kept.
   * @default one month
   */
  readonly logRetention?: RetentionDays;
}

/** The sweeper of the waits table. */
export class Timer extends Construct {
  readonly sweeper: FlowhookFunction;

  constructor(scope: Construct, id: string, props: TimerProps) {
    super(scope, id);
    const { state, retriesQueue, stepsQueue, eventsDeadLetters } = props;
    this.sweeper = new FlowhookFunction(this, "Sweeper", {
      name: "sweeper",
      description: "Flowhook: moves waits that fall due onto their queues.",
      timeout: SWEEPER_TIMEOUT,
      environment: {
        WAITS_TABLE: state.waits.tableName,
        RETRIES_QUEUE_URL: retriesQueue.queueUrl,
        STEPS_QUEUE_URL: stepsQueue.queueUrl,
        EVENTS_DEAD_LETTERS_URL: eventsDeadLetters.queueUrl,
      },
      ...(props.logRetention && { logRetention: props.logRetention }),
    });
    this.sweeper.allow(
      ["dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan", "dynamodb:UpdateItem"],
      state.waits.tableArn,
    );
    this.sweeper.allow(["sqs:SendMessage"], ...[retriesQueue, stepsQueue, eventsDeadLetters].map((to) => to.queueArn));
    new Rule(this, "Every", {
      description: "Flowhook: runs the sweeper.",
      schedule: Schedule.rate(SWEEP_EVERY),
      // A run that failed is made up for by the next one, not repeated.
      targets: [new LambdaFunction(this.sweeper, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
    this.watch(props.alarmTopic);
  }

  /** One alarm for both: a cursor that lags behind, and a sweeper that fails or does not run and so reports no lag. */
  private watch(topic: ITopic | undefined): void {
    // Lambda's JSON logs hold an object that was logged under `message`.
    const lag = this.sweeper.logGroup.addMetricFilter("Lag", {
      metricNamespace: `Flowhook/${Stack.of(this).stackName}`,
      metricName: "WaitsCursorLag",
      filterPattern: FilterPattern.exists("$.message.cursor_lag_ms"),
      metricValue: "$.message.cursor_lag_ms",
    });
    addAlarm(
      this,
      "LagAlarm",
      {
        description:
          "Waits fall due and are not sent: the sweeper fails, does not run, or can't keep up. Its log says why.",
        section: "docs/aws.md#the-sweeper-lags-behind",
        metric: lag.metric({ period: SWEEP_EVERY, statistic: "Maximum" }),
        above: LAG_ALARM.toMilliseconds(),
        // One of three may be without a run, because runs do not begin exactly two minutes apart.
        breaches: 2,
        periods: 3,
        missing: "breaching",
      },
      topic,
    );
  }
}
