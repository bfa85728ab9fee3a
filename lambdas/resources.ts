// The stack's queues and tables, found by the names in a function's environment, and the clients that lead to them.

import { dynamoDbClient, sqsClient } from "#backends/aws/clients.ts";
import { environment } from "./environment.ts";

/** The clients of queues and tables, one for each process. What needs secrets makes its own, so that only it carries it. */
export const clients = { sqs: sqsClient(), dynamodb: dynamoDbClient() };

/** The queue whose URL stands in a variable. */
export function queue(variable: string) {
  return { client: clients.sqs, url: environment(variable) };
}

/** The table whose name stands in a variable. */
export function table(variable: string) {
  return { client: clients.dynamodb, tableName: environment(variable) };
}
