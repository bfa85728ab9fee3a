// The stack's queues and tables, found by the names in a function's environment, and the clients that lead to them.

import { createClients } from "#backends/aws/clients.ts";
import { environment } from "./environment.ts";

/** The clients of AWS, one set for each process. */
export const clients = createClients();

/** The queue whose URL stands in a variable. */
export function queue(variable: string) {
  return { client: clients.sqs, url: environment(variable) };
}

/** The table whose name stands in a variable. */
export function table(variable: string) {
  return { client: clients.dynamodb, tableName: environment(variable) };
}
