// A server in the place of an AWS service, whose answers a test chooses.

import { startReceiver } from "../receiver.ts";
import { localClient } from "./dynamodb-emulator.ts";

/** An answer in AWS's JSON protocol. */
export interface Answer {
  readonly status?: number;
  readonly body: unknown;
}

/** A call that the server received. */
export interface AskedCall {
  readonly operation: string;
  readonly input: unknown;
}

/** A server and the calls that it received. */
export interface AnsweringServer {
  readonly config: ReturnType<typeof localClient>;
  readonly asked: AskedCall[];
  close(): Promise<void>;
}

/** Starts a server. `answer` gives undefined to leave a call without an answer. */
export async function startAnswering(answer: (call: AskedCall) => Answer | undefined): Promise<AnsweringServer> {
  const asked: AskedCall[] = [];
  const receiver = await startReceiver(({ headers, body }) => {
    const operation = String(headers["x-amz-target"]).split(".").at(-1) ?? "";
    const call = { operation, input: JSON.parse(body) };
    asked.push(call);
    const answered = answer(call);
    if (answered === undefined) return undefined;
    return {
      status: answered.status ?? 200,
      headers: { "content-type": String(headers["content-type"]) },
      body: JSON.stringify(answered.body),
    };
  });
  return { config: localClient(receiver.port), asked, close: receiver.close };
}
