// One run of the letter cleaner, and the log line that reports it.

import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { Now } from "#app/ports.ts";
import type { Table } from "#backends/aws/dynamodb/table.ts";
import type { Queue } from "#backends/aws/sqs/send-messages.ts";
import { removeSettledLetters } from "#backends/aws/sqs/settled-letters.ts";

/** The ports of a run. */
interface CleanPorts {
  readonly letters: Queue;
  readonly deliveries: Table;
  readonly eventsDeadLetters: Queue;
  readonly now: Now;
  readonly log: (line: CleanLine) => void;
}

/** The result of a run. */
export interface CleanLine {
  readonly letters_removed: number;
  readonly letters_kept: number;
}

/** How long a run receives letters, in milliseconds. The rest of the function's time is for returning them. */
const RECEIVE_MS = 60_000;

/**
 * A function that cleans once. It also reads an attribute of the events dead letters, because SQS stops sending the metrics of a
 * queue that no call has reached for six hours. Without metrics the alarm of that queue would end although it holds letters (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html).
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
