// The body of `GET /health`.

import * as z from "zod";

/** The body of an answer about the health of the server. */
export const healthSchema = z
  .object({ status: z.literal("ok").describe("The server answers requests.") })
  .describe("The health of the server.");
