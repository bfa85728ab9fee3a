// The bodies of the answers about the health of the server.

import * as z from "zod";

/** The body while the server is healthy. */
export const healthySchema = z.object({ status: z.literal("ok") }).describe("The server is healthy.");

const reasonSchema = z.object({
  code: z.enum(["stopping", "store-unwritable", "backlog-full", "flows-unavailable"]).describe("The kind of reason."),
  detail: z.string().describe("The reason and what follows, for senders and operators."),
});

/** The body while the server accepts or processes no events. */
export const notReadySchema = z
  .object({ status: z.literal("unavailable"), reasons: z.array(reasonSchema).min(1).describe("Every reason.") })
  .describe("The server accepts no events, or processes none.");

/** A reason why no event is accepted or processed. */
export type NotReady = Readonly<z.infer<typeof reasonSchema>>;

/** The body of an answer about the health of the server. */
export type HealthBody = z.infer<typeof healthySchema | typeof notReadySchema>;
