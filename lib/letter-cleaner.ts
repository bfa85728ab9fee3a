// The function that deletes settled letters from the failed deliveries, so that the alarm of that queue ends once every failed
// delivery was sent again or discarded (src/backends/aws/sqs/settled-letters.ts).

import { Duration } from "aws-cdk-lib";
import { Rule, Schedule } from "aws-cdk-lib/aws-events";
import { LambdaFunction } from "aws-cdk-lib/aws-events-targets";
import { Construct } from "constructs";
import type { DataPolicy } from "./data-policy.ts";
import type { DeadLetters } from "./dead-letters.ts";
import { FlowhookFunction } from "./flowhook-function.ts";
import type { State } from "./state.ts";

const CLEAN_EVERY = Duration.minutes(5);

/** Less than the visibility timeout of the letters that a run receives, and less than the time between two runs. */
export const LETTER_CLEANER_TIMEOUT = Duration.seconds(110);

/** Properties of LetterCleaner. */
export interface LetterCleanerProps {
  /** How the stack keeps its data. */
  readonly data: DataPolicy;
  readonly state: State;
  readonly deadLetters: DeadLetters;
}

/** The letter cleaner and its schedule. */
export class LetterCleaner extends Construct {
  readonly cleaner: FlowhookFunction;

  constructor(scope: Construct, id: string, { data, state, deadLetters }: LetterCleanerProps) {
    super(scope, id);
    this.cleaner = new FlowhookFunction(this, "Cleaner", {
      name: "letter-cleaner",
      description: "Flowhook: deletes dead letters that were sent again or discarded.",
      timeout: LETTER_CLEANER_TIMEOUT,
      data,
      environment: {
        DELIVERIES_TABLE: state.deliveries.tableName,
        FAILED_DELIVERIES_URL: deadLetters.failedDeliveries.queueUrl,
        EVENTS_DEAD_LETTERS_URL: deadLetters.events.queueUrl,
      },
    });
    this.cleaner.allow(
      ["sqs:ChangeMessageVisibility", "sqs:DeleteMessage", "sqs:ReceiveMessage"],
      deadLetters.failedDeliveries.queueArn,
    );
    this.cleaner.allow(["sqs:GetQueueAttributes"], deadLetters.events.queueArn);
    this.cleaner.allow(["dynamodb:BatchGetItem"], state.deliveries.tableArn);
    new Rule(this, "Every", {
      description: "Flowhook: runs the letter cleaner.",
      schedule: Schedule.rate(CLEAN_EVERY),
      // The next run replaces one that failed.
      targets: [new LambdaFunction(this.cleaner, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
