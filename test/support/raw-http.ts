// Requests as bytes, for tests of what a client of HTTP would not send.

import { connect } from "node:net";

/** An answer, as it arrived. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: string;
  /** The code of the error; empty if the body has no error. */
  readonly code: string;
  /** The text of the error. */
  readonly detail: string;
  readonly body: string;
}

/**
 * Sends bytes to a server and reads until it closes the connection. Returns its answers in their order. A client that "ends" closes its
 * direction of the connection after the bytes, so that an incomplete request ends.
 */
export async function sendRaw(url: string, request: string | Buffer, and?: "and ends"): Promise<RawAnswer[]> {
  const { port, hostname } = new URL(url);
  const received: Buffer[] = [];
  await new Promise<void>((resolve, reject) => {
    const socket = connect(Number(port), hostname, () =>
      and === undefined ? socket.write(request) : socket.end(request),
    );
    socket.on("data", (chunk) => received.push(chunk)).on("close", () => resolve());
    // The server may close while the client still sends.
    socket.on("error", (error) => ("code" in error && error.code === "ECONNREFUSED" ? reject(error) : undefined));
  });
  return answersIn(Buffer.concat(received).toString());
}

function answersIn(text: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = text; rest !== ""; ) {
    const end = rest.indexOf("\r\n\r\n") + 4;
    const headers = rest.slice(0, end);
    const length = Number(/content-length: (\d+)/i.exec(headers)?.[1] ?? 0);
    const status = Number(headers.slice(9, 12));
    const body = rest.slice(end, end + length);
    const [error] = body.startsWith('{"errors"') ? JSON.parse(body).errors : [];
    answers.push({ status, headers, body, code: error?.code ?? "", detail: error?.detail ?? "" });
    rest = rest.slice(end + (status === 100 ? 0 : body.length));
  }
  return answers;
}
