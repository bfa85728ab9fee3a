// The waits table holds messages that wait for longer than a queue can hold them; the sweeper moves those that fall due
// onto their queues. Why a table and not a schedule for each wait: docs/decisions/waits-table.md.

import { Duration, Stack } from "aws-cdk-lib";
import { Rule, RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { FilterPattern, type RetentionDays } from "aws-cdk-lib/aws-logs";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { addAlarm } from "./alarms.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
import type { State } from "./state.ts";

/** How often the sweeper runs. It looks 10 minutes ahead, so nine runs in a row may fail before anything is late. */
export const SWEEP_EVERY = Duration.minutes(1);

/** Longer than the time between two runs: while there is a lot to send, the workers of two runs share it by lease. */
export const SWEEPER_TIMEOUT = Duration.seconds(110);

/**
 * Workers that each run starts beside the first. They end at once when no shard is left half-swept. A rule has five
 * targets at most: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
export const SWEEP_HELPERS = 4;

/**
 * How old a request to run may become. Lambda repeats a run that failed or was killed after one minute and after two
 * more (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html), and one that was throttled
 * until then: by that time the schedule has started others.
 */
const MAX_RUN_AGE = Duration.minutes(5);

/** How far the slowest shard may be behind, twice, before the alarm goes off: five minutes are left then. */
const LAG_ALARM = Duration.minutes(4);

/** Properties of Timer. */
export interface TimerProps {
  readonly state: State;
  /** Where retries go that fall due. */
  readonly retriesQueue: IQueue;
  /** Where runs go that fall due. */
  readonly stepsQueue: IQueue;
  /** The dead letters for waits that can't be read. */
  readonly eventsDeadLetters: IQueue;
  /**
   * Where the alarm is sent when the sweeper lags behind.
   * @default nowhere; the alarm shows in the AWS console
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
    this.schedule();
    this.watch(props.alarmTopic);
  }

  private schedule(): void {
    this.sweeper.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: MAX_RUN_AGE });
    // A call that EventBridge could not hand over is left to the next run.
    const handOver = { retryAttempts: 0, maxEventAge: Duration.minutes(1) };
    const rule = new Rule(this, "Every", {
      description: "Flowhook: runs the sweeper.",
      schedule: Schedule.rate(SWEEP_EVERY),
      targets: [new LambdaFunction(this.sweeper, handOver)],
    });
    const help = RuleTargetInput.fromObject({ help: true });
    for (let helper = 0; helper < SWEEP_HELPERS; helper++) {
      rule.addTarget(new LambdaFunction(this.sweeper, { ...handOver, event: help }));
    }
  }

  /** One alarm for both: a shard that lags behind, and a sweeper that does not run and so reports no lag. */
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
        // One of three may be without a run, because runs do not begin exactly a minute apart.
        breaches: 2,
        periods: 3,
        missing: "breaching",
      },
      topic,
    );
  }
}
