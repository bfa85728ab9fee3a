// One kept-alive connection to the system under test: one request at a time, then its answer. It opens itself when it is
// first used and again after the other side closed it.

import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { HttpMessages, statusCode } from "../wire/http-messages.ts";

/** The status given for a request that got no answer: refused, cut off, or not HTTP. */
export const NO_ANSWER = 0;

/** A connection that carries one request at a time. */
export class Connection {
  readonly #url: URL;
  #socket: Socket | undefined;
  #messages = new HttpMessages();
  #answered: ((status: number) => void) | undefined;

  constructor(url: URL) {
    this.#url = url;
  }

  /** Sends a whole HTTP request; gives the status of its answer, or NO_ANSWER. Never rejects. */
  send(request: string): Promise<number> {
    return new Promise((resolve) => {
      this.#answered = resolve;
      this.#socket ??= this.#open();
      this.#socket.write(request);
    });
  }

  /** Closes it. */
  close(): void {
    this.#socket?.destroy();
  }

  #open(): Socket {
    const { hostname, protocol } = this.#url;
    const secure = protocol === "https:";
    const port = Number(this.#url.port || (secure ? 443 : 80));
    const host = hostname.replace(/^\[|\]$/g, "");
    const socket = secure ? connectTls({ host, port, servername: host }) : connect({ host, port });
    this.#messages = new HttpMessages();
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#receive(chunk));
    socket.on("error", () => socket.destroy());
    socket.on("end", () => this.#drop(socket));
    socket.on("close", () => this.#drop(socket));
    return socket;
  }

  #receive(chunk: Buffer): void {
    for (const message of this.#messages.push(chunk)) this.#finish(statusCode(message.head));
  }

  #drop(socket: Socket): void {
    if (this.#socket !== socket) return;
    this.#socket = undefined;
    socket.destroy();
    this.#finish(NO_ANSWER);
  }

  #finish(status: number): void {
    const answered = this.#answered;
    this.#answered = undefined;
    answered?.(status);
  }
}
