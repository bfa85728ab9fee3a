// The schema of the rate of a key.

import * as z from "zod";
import type { KeyRate } from "./key-rate.ts";

/** The highest rate, in requests a second: that of an account of API Gateway, https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html */
const MAX_REQUESTS_PER_SECOND = 10_000;

/** The rate of a key. A request counts once, with however many events. */
export const keyRateSchema = z.strictObject({
  requests_per_second: z.number().min(0.1).max(MAX_REQUESTS_PER_SECOND).describe("Requests a second, on average."),
  burst: z.int().min(1).max(MAX_REQUESTS_PER_SECOND).describe("Requests at once."),
}) satisfies z.ZodType<KeyRate>;
