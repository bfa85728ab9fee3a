// One run of the letter cleaner, and the line by which operators see what it did.

import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { Now } from "#app/ports.ts";
import type { Table } from "#backends/aws/dynamodb/table.ts";
import type { Queue } from "#backends/aws/sqs/send-messages.ts";
import { removeSettledLetters } from "#backends/aws/sqs/settled-letters.ts";

/** What a run needs. */
export interface CleanPorts {
  readonly letters: Queue;
  readonly deliveries: Table;
  readonly eventsDeadLetters: Queue;
  readonly now: Now;
  readonly log: (line: CleanLine) => void;
}

/** What a run did. */
export interface CleanLine {
  readonly letters_removed: number;
  readonly letters_kept: number;
}

/** How long a run receives letters. The rest of the function's time is for giving them back. */
const RECEIVE_MS = 60_000;

/**
 * A function that cleans once. It also asks for an attribute of the events dead letters: SQS sends the metrics of a queue
 * that no call reaches for six hours at most, and without them the alarm of that queue would end although letters lie
 * there (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html).
 */
export function clean({ letters, deliveries, eventsDeadLetters, now, log }: CleanPorts): () => Promise<void> {
  return async () => {
    const { client, url } = eventsDeadLetters;
    await client.send(
      new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ["ApproximateNumberOfMessages"] }),
    );
    const { removed, kept } = await removeSettledLetters({ letters, deliveries, now, until: now() + RECEIVE_MS });
    log({ letters_removed: removed, letters_kept: kept });
  };
}
