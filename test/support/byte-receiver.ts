// A receiver for tests of connections: a server on loopback that controls every byte of its answers, so it can misbehave in any
// way; and the HttpTarget that sends to it. Other tests use receiver.ts.

import { createServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";
import { createHttpTarget, type HttpTarget, type HttpTargetOptions } from "#backends/http-target/http-target.ts";
import type { Answered, TargetAnswer, Unanswered } from "#core/delivery/outcome.ts";
import { LOOPBACK } from "./address-ranges.ts";
import { portOf } from "./receiver.ts";

/** A server that a test sends to. */
export interface Receiver {
  readonly port: number;
  /** The URL of its root, by address. */
  readonly url: string;
  /** The complete requests, in order of arrival. */
  readonly requests: string[];
  /** The number of accepted connections. */
  connections(): number;
  /** Resolves when all accepted connections are closed. */
  allClosed(): Promise<void>;
}

/** Handles a request of a receiver: `nth` counts the requests of all connections, from 1. */
export type Behaviour = (socket: Socket, nth: number) => void;

/** Starts a receiver that takes whole requests; it is closed when the test ends. `hear` gets all received bytes. */
export function receiver(behave: Behaviour, hear: (bytes: string) => void = () => {}): Promise<Receiver> {
  const requests: string[] = [];
  return serve(createServer(), requests, (socket) => {
    let held = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      hear(String(chunk));
      held += chunk;
      for (let end = endOfRequest(held); end > 0; end = endOfRequest(held)) {
        requests.push(held.slice(0, end));
        held = held.slice(end);
        behave(socket, requests.length);
      }
    });
  });
}

/** Starts a receiver that passes each raw connection to `accept`. */
export function connectionReceiver(accept: (socket: Socket) => void): Promise<Receiver> {
  return serve(createServer(), [], accept);
}

/** Makes a server a receiver that is closed when the test ends. `event` is the one that its connections come with. */
export async function serve(
  server: Server,
  requests: string[],
  accept: (socket: Socket) => void,
  event = "connection",
): Promise<Receiver> {
  const receiver = await listen(server, requests, accept, event);
  onTestFinished(receiver.close);
  return receiver;
}

/** As `serve`; the caller closes the receiver. */
export async function listen(
  server: Server,
  requests: string[],
  accept: (socket: Socket) => void,
  event = "connection",
): Promise<Receiver & { close(): void }> {
  let accepted = 0;
  const open = new Set<Socket>();
  server.on("connection", (socket) => {
    accepted += 1;
    open.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
  });
  server.on(event, (socket: Socket) => {
    socket.on("error", () => {});
    accept(socket);
  });
  const port = await portOf(server);
  return {
    port,
    url: `http://127.0.0.1:${port}/`,
    requests,
    connections: () => accepted,
    async allClosed() {
      await Promise.all([...open].map((socket) => new Promise((resolve) => socket.once("close", resolve))));
    },
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

/** A receiver that answers each request with exactly these bytes. */
export function answering(...bytes: readonly string[]): Promise<Receiver> {
  return receiver((socket, nth) => {
    socket.write(bytes[Math.min(nth, bytes.length) - 1] ?? "", "latin1");
  });
}

/** An answer with a body and its length. */
export function http(status: number, body = "", headers: readonly string[] = []): string {
  const lines = [`HTTP/1.1 ${status} Because`, `Content-Length: ${Buffer.byteLength(body, "latin1")}`, ...headers];
  return `${lines.join("\r\n")}\r\n\r\n${body}`;
}

/** An HttpTarget for one test. It may send to loopback unless the test sets another policy. */
export function target(options: Partial<HttpTargetOptions> = {}): HttpTarget {
  const made = createHttpTarget({ policy: { allowed: LOOPBACK }, timeoutMs: 2000, ...options });
  onTestFinished(() => made.close());
  return made;
}

/** POSTs a plain request to a URL. */
export function post(url: string, options?: Partial<HttpTargetOptions>): Promise<TargetAnswer> {
  return target(options).post({ url, headers: { "content-type": "application/json" }, body: '{"a":1}' });
}

/** Returns the answer; throws if there was no answer. */
export function answered(answer: TargetAnswer): Answered {
  if (answer.type !== "answered") throw new Error(`No answer: ${answer.reason} ${answer.detail}`);
  return answer;
}

/** Returns the failure; throws if there was an answer. */
export function unanswered(answer: TargetAnswer): Unanswered {
  if (answer.type !== "unanswered") throw new Error(`An answer: ${answer.status}`);
  return answer;
}

/** The end of the first whole request; 0 while it is incomplete. */
function endOfRequest(text: string): number {
  const head = text.indexOf("\r\n\r\n");
  if (head < 0) return 0;
  const length = Number(/^content-length: (\d+)$/im.exec(text.slice(0, head))?.[1] ?? 0);
  const end = head + 4 + length;
  return text.length >= end ? end : 0;
}
