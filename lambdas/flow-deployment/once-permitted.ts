// A role's permissions take effect some seconds after CloudFormation has created them, so the first calls of a first
// deployment may be denied. They are repeated for a while; a permission that is really missing then fails the deployment.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html ("Changes that I make are not always immediately visible")

import type { ResourceRequest } from "./custom-resource.ts";

/** Pauses between attempts: a minute in all, far below the 15 minutes of the function. */
const PAUSES_MS: readonly number[] = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000];

/** Does the work again while AWS denies it. The work must be repeatable. */
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

/** As DynamoDB and S3 name it. */
const DENIED: readonly string[] = ["AccessDeniedException", "AccessDenied"];

function isDenied(error: unknown): boolean {
  return error instanceof Error && DENIED.includes(error.name);
}
