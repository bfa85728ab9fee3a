// The delayed messages table holds messages that are due later than a queue can delay them. The sweeper moves those that fall due
// to their queues. docs/decisions/waits-table.md says why this is a table and not one schedule for each message.

import { Duration, Stack } from "aws-cdk-lib";
import type { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { Rule, RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { FilterPattern } from "aws-cdk-lib/aws-logs";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import type { DataPolicy } from "./data-policy.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
import { sweepDelayedMessages } from "./permissions.ts";
import type { State } from "./state.ts";

/** The sweeper looks 10 minutes ahead, so nine runs in a row may fail before any message is late. */
const SWEEP_EVERY = Duration.minutes(1);

/** Longer than the time between two runs: under load the workers of two runs share the backlog by leases. */
const SWEEPER_TIMEOUT = Duration.seconds(110);

/**
 * Workers that each run starts in addition to the first. They end after one read when no shard is half-swept, so five executions
 * overlap for some milliseconds each minute (docs/aws.md#concurrency). A rule has at most five targets:
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
 */
const SWEEP_HELPERS = 4;

/**
 * The age at which Lambda drops a request to run. Lambda retries a run that failed or was killed after one minute and after two
 * more (https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html), and a throttled one until then. By
 * that time the schedule has started others.
 */
const MAX_RUN_AGE = Duration.minutes(5);

/** Properties of Timer. */
export interface TimerProps {
  /** How the stack keeps its data. */
  readonly data: DataPolicy;
  readonly state: State;
  /** Receives retries that fall due. */
  readonly retriesQueue: IQueue;
  /** Receives runs that fall due. */
  readonly stepsQueue: IQueue;
  /** Receives delayed messages that cannot be read. */
  readonly eventsDeadLetters: IQueue;
}

/** The sweeper and its schedule. */
export class Timer extends Construct {
  readonly sweeper: FlowhookFunction;
  /** The lag of the slowest shard in milliseconds, as each run of the sweeper reports it. */
  readonly lag: Metric;

  constructor(scope: Construct, id: string, props: TimerProps) {
    super(scope, id);
    const { data, state, retriesQueue, stepsQueue, eventsDeadLetters } = props;
    this.sweeper = new FlowhookFunction(this, "Sweeper", {
      name: "sweeper",
      description: "Flowhook: moves delayed messages that fall due to their queues.",
      timeout: SWEEPER_TIMEOUT,
      data,
      environment: {
        DELAYED_MESSAGES_TABLE: state.delayedMessages.tableName,
        RETRIES_QUEUE_URL: retriesQueue.queueUrl,
        STEPS_QUEUE_URL: stepsQueue.queueUrl,
        EVENTS_DEAD_LETTERS_URL: eventsDeadLetters.queueUrl,
      },
    });
    sweepDelayedMessages(this.sweeper, state);
    this.sweeper.allow(["sqs:SendMessage"], ...[retriesQueue, stepsQueue, eventsDeadLetters].map((to) => to.queueArn));
    this.schedule();
    this.lag = this.lagMetric();
  }

  private schedule(): void {
    this.sweeper.configureAsyncInvoke({ retryAttempts: 2, maxEventAge: MAX_RUN_AGE });
    // The next run replaces an invocation that EventBridge could not deliver.
    const delivery = { retryAttempts: 0, maxEventAge: Duration.minutes(1) };
    const rule = new Rule(this, "Every", {
      description: "Flowhook: runs the sweeper.",
      schedule: Schedule.rate(SWEEP_EVERY),
      targets: [new LambdaFunction(this.sweeper, delivery)],
    });
    const help = RuleTargetInput.fromObject({ help: true });
    for (let helper = 0; helper < SWEEP_HELPERS; helper++) {
      rule.addTarget(new LambdaFunction(this.sweeper, { ...delivery, event: help }));
    }
  }

  private lagMetric(): Metric {
    // Lambda's JSON logs hold an object that was logged under `message`.
    const filter = this.sweeper.logGroup.addMetricFilter("Lag", {
      metricNamespace: `Flowhook/${Stack.of(this).stackName}`,
      metricName: "WaitsCursorLag",
      filterPattern: FilterPattern.exists("$.message.cursor_lag_ms"),
      metricValue: "$.message.cursor_lag_ms",
    });
    return filter.metric({ period: SWEEP_EVERY, statistic: "Maximum" });
  }
}
