// The work of a queue whose messages are processed independently and concurrently, so that one that is slow or fails affects
// no other.

import type * as z from "zod";
import { decodeJsonRecord } from "./decode-record.ts";
import type { QueueWork, Worked } from "./sqs-batch.ts";

/** Returns the work of a queue whose messages are JSON. `process` handles one message. */
export function eachMessage<M>(
  schema: z.ZodType<M>,
  { process, ...work }: Pick<QueueWork<M>, "refuse" | "longestMs"> & { process(message: M): Promise<Worked> },
): QueueWork<M> {
  return {
    ...work,
    decode: (record) => decodeJsonRecord(schema, record),
    work: (messages) => Promise.all(messages.map((message) => process(message).catch((failed) => ({ failed })))),
  };
}
