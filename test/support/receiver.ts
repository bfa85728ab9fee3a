// The HTTP receiver of tests: it records requests and answers as the test decides. Tests of the connection itself use
// byte-receiver.ts.

import { createServer, type IncomingMessage } from "node:http";
import { type AddressInfo, createServer as createNetServer, type Server as NetServer } from "node:net";
import { text } from "node:stream/consumers";

/** A request that arrived. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An answer; "close" ends the connection without one, and undefined leaves the request without one. */
export type Answer =
  | "close"
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | undefined;

/** Answers a request, at once or later; `count` is its number among the requests to its path, from 1. */
export type Answering = (received: Received, count: number) => Answer | Promise<Answer>;

/** The requests to wait for. */
export interface Awaited {
  /** Counts only these requests; by default all. */
  readonly of?: (received: Received) => boolean;
  readonly waitMs?: number;
}

/** A receiver that is listening. */
export interface TestReceiver {
  readonly url: string;
  readonly port: number;
  readonly received: readonly Received[];
  /** Resolves with the requests once `count` have arrived; rejects after `waitMs`. */
  waitFor(count: number, awaited?: Awaited): Promise<readonly Received[]>;
  close(): Promise<void>;
}

/** How long `waitFor` waits by default, in milliseconds: less than a test's timeout. */
const WAIT_MS = 120_000;

/** Starts a receiver on a free port of loopback. */
export async function startReceiver(answering: Answering = () => ({ status: 200 })): Promise<TestReceiver> {
  const received: Received[] = [];
  const counts = new Map<string, number>();
  const arrivals = new Set<() => void>();
  const server = createServer(async (request, response) => {
    const one = await readRequest(request);
    received.push(one);
    const count = (counts.get(one.path) ?? 0) + 1;
    counts.set(one.path, count);
    const answer = answering(one, count);
    const reply = (given: Answer) => {
      if (given === "close") request.socket.destroy();
      else if (given !== undefined) response.writeHead(given.status, given.headers).end(given.body);
    };
    if (answer instanceof Promise) void answer.then(reply);
    else reply(answer);
    for (const arrived of arrivals) arrived();
  });
  const port = await portOf(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    received,
    waitFor: (count, { of = () => true, waitMs = WAIT_MS } = {}) =>
      new Promise((resolve, reject) => {
        const settle = (end: () => void): void => {
          clearTimeout(late);
          arrivals.delete(arrived);
          end();
        };
        const arrived = (): void => {
          const wanted = received.filter(of);
          if (wanted.length >= count) settle(() => resolve(wanted));
        };
        const fail = () =>
          reject(new Error(`${received.filter(of).length} of ${count} requests arrived in ${waitMs} ms`));
        const late = setTimeout(() => settle(fail), waitMs).unref();
        arrivals.add(arrived);
        arrived();
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Makes a server listen on a free port of loopback; resolves with the port. */
export async function portOf(server: NetServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP: always an AddressInfo
  return port;
}

/** A port without a listener. */
export async function closedPort(): Promise<number> {
  const server = createNetServer();
  const port = await portOf(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function readRequest(request: IncomingMessage): Promise<Received> {
  const { method = "", url: path = "" } = request;
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return { method, path, headers, body: await text(request) };
}
