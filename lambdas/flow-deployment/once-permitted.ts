// A role's permissions take effect some seconds after CloudFormation has created them, so AWS may deny the first calls of a first
// deployment. They are retried for a minute; after that a missing permission fails the deployment.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html ("Changes that I make are not always immediately visible")

import type { ResourceRequest } from "./custom-resource.ts";

/** Pauses between attempts, in milliseconds: a minute in all, far below the function's timeout of 15 minutes. */
const PAUSES_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000];

/** Retries the work while AWS denies it. The work must be repeatable. */
export function oncePermitted(
  work: (request: ResourceRequest) => Promise<void>,
  pause: (ms: number) => Promise<unknown>,
): (request: ResourceRequest) => Promise<void> {
  return async (request) => {
    for (const ms of PAUSES_MS) {
      try {
        return await work(request);
      } catch (error) {
        if (!isDenied(error)) throw error;
        await pause(ms);
      }
    }
    await work(request);
  };
}

/** The names of DynamoDB's and S3's errors. */
const DENIED: readonly string[] = ["AccessDeniedException", "AccessDenied"];

function isDenied(error: unknown): boolean {
  return error instanceof Error && DENIED.includes(error.name);
}
