// A process that runs a function's bundle as Lambda does: it receives invocations from its parent, calls the handler with one after
// the other, and returns their time.

import type { APIGatewayProxyEvent, APIGatewayProxyResult, SQSBatchResponse, SQSEvent } from "aws-lambda";

/** An invocation: a batch of records, or a request that API Gateway forwards. */
export type Invocation = SQSEvent | APIGatewayProxyEvent;

/** Invocations of the handler of a bundle. */
export interface Invocations {
  readonly bundle: string;
  readonly invocations: readonly Invocation[];
}

/** The time and the CPU of all invocations together, in milliseconds, and how many records or requests failed. */
export interface Invoked {
  readonly elapsed: number;
  readonly cpu: number;
  readonly failed: number;
}

const TIMEOUT_MS = 60_000;

process.on("message", (asked: Invocations) => {
  void invoke(asked).then((invoked) => process.send?.(invoked));
});

async function invoke({ bundle, invocations }: Invocations): Promise<Invoked> {
  const { handler } = await import(bundle);
  const context = { getRemainingTimeInMillis: () => TIMEOUT_MS };
  const before = process.cpuUsage();
  const startedAt = performance.now();
  let failed = 0;
  for (const invocation of invocations) failed += failures(await handler(invocation, context));
  const elapsed = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(before);
  return { elapsed, cpu: (user + system) / 1_000, failed };
}

function failures(answer: SQSBatchResponse | APIGatewayProxyResult): number {
  if ("batchItemFailures" in answer) return answer.batchItemFailures.length;
  return answer.statusCode === 202 ? 0 : 1;
}
