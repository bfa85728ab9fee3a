// A target on this machine. It keeps the webhooks that it receives, and answers with the statuses that the test sets for a path.

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

/** A webhook as it arrived. */
export interface Received {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A target that listens. */
export interface Receiver {
  readonly url: string;
  /** Makes a path answer with these statuses, one request each, and with 200 after them. */
  answer(path: string, statuses: readonly number[], headers?: Readonly<Record<string, string>>): void;
  /** All webhooks of an order (by its X-Test header) until now. */
  received(order: string): Received[];
  /** The same, once there are `count` of them. Rejects after a minute, or after `waitMs`. */
  requests(order: string, count: number, waitMs?: number): Promise<Received[]>;
  close(): Promise<void>;
}

const WAIT_MS = 60_000;

/** Starts a target on a free port of loopback. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const answers = new Map<
    string,
    { readonly statuses: number[]; readonly headers: Readonly<Record<string, string>> }
  >();
  const waiting = new Set<() => void>();
  const server = createServer(async (request, response) => {
    received.push(await readRequest(request));
    const { statuses = [], headers = {} } = answers.get(request.url ?? "") ?? {};
    response.writeHead(statuses.shift() ?? 200, headers).end();
    for (const look of waiting) look();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // a server on TCP has one

  const ofOrder = (order: string) => received.filter(({ headers }) => headers["x-test"] === order);
  const until = (enough: () => boolean, waitMs: number, complaint: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        clearTimeout(late);
        waiting.delete(look);
        settle();
      };
      const look = (): void => (enough() ? end(resolve) : undefined);
      const late = setTimeout(() => end(() => reject(new Error(complaint))), waitMs);
      waiting.add(look);
      look();
    });

  return {
    url: `http://127.0.0.1:${port}`,
    answer: (path, statuses, headers = {}) => void answers.set(path, { statuses: [...statuses], headers }),
    received: ofOrder,
    async requests(order, count, waitMs = WAIT_MS) {
      const complaint = `No ${count} webhooks of ${order} came in ${waitMs / 1_000} s`;
      await until(() => ofOrder(order).length >= count, waitMs, complaint);
      return ofOrder(order);
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function readRequest(request: IncomingMessage): Promise<Received> {
  const headers = Object.entries(request.headers).map(([name, value]) => [name, String(value)]);
  return { path: request.url ?? "", headers: Object.fromEntries(headers), body: await text(request) };
}
