// A server in the place of an AWS service, whose answers a test chooses.

import { createServer } from "node:http";
import { localClient, portOf } from "./dynamodb-emulator.ts";

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
  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const call = {
      operation: String(request.headers["x-amz-target"]).split(".").at(-1) ?? "",
      input: JSON.parse(text),
    };
    asked.push(call);
    const answered = answer(call);
    if (answered === undefined) return;
    response.writeHead(answered.status ?? 200, { "content-type": String(request.headers["content-type"]) });
    response.end(JSON.stringify(answered.body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    config: localClient(portOf(server)),
    asked,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
