// The stack's queues and tables, by the URLs and names in a function's environment, and their clients.

import { dynamoDbClient, sqsClient } from "#backends/aws/clients.ts";

/** One client of each kind for a process. Functions with secrets create that client themselves, so that others do not bundle it. */
const clients = { sqs: sqsClient(), dynamodb: dynamoDbClient() };

/** The queue with a URL. */
export function queue(url: string) {
  return { client: clients.sqs, url };
}

/** The table with a name. */
export function table(tableName: string) {
  return { client: clients.dynamodb, tableName };
}
