// A process that runs a function's bundle as Lambda does: it receives batches of records from its parent, calls the handler with
// one after the other, and returns their time.

import type { SQSEvent } from "aws-lambda";

/** Batches for the handler of a bundle. */
export interface Batches {
  readonly bundle: string;
  readonly batches: readonly SQSEvent[];
}

/** The time and the CPU of all batches together, in milliseconds, and how many records failed. */
export interface Invoked {
  readonly elapsed: number;
  readonly cpu: number;
  readonly failed: number;
}

const TIMEOUT_MS = 60_000;

process.on("message", (asked: Batches) => {
  void invoke(asked).then((invoked) => process.send?.(invoked));
});

async function invoke({ bundle, batches }: Batches): Promise<Invoked> {
  const { handler } = await import(bundle);
  const context = { getRemainingTimeInMillis: () => TIMEOUT_MS };
  const before = process.cpuUsage();
  const startedAt = performance.now();
  let failed = 0;
  for (const batch of batches) failed += (await handler(batch, context)).batchItemFailures.length;
  const elapsed = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(before);
  return { elapsed, cpu: (user + system) / 1_000, failed };
}
