// A receiver of orders that compares accepted with delivered ones: no order may be missing, and repeated webhooks must have the
// same id.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** A receiver that is listening. */
export interface OrderReceiver {
  readonly url: string;
  /** The ids of the webhooks that were answered with 200, by path and order: "/hook order-1". */
  readonly delivered: ReadonlyMap<string, readonly string[]>;
  close(): Promise<void>;
}

/** Starts a receiver on a free port. `refuses` returns whether the first webhook of a path and order is answered with 503. */
export async function startOrderReceiver(refuses: (at: string) => boolean = () => false): Promise<OrderReceiver> {
  const delivered = new Map<string, string[]>();
  const refused = new Set<string>();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const at = `${request.url} ${JSON.parse(body).order}`;
    const isRefused = refuses(at) && !refused.has(at);
    if (isRefused) refused.add(at);
    else delivered.set(at, [...(delivered.get(at) ?? []), String(request.headers["webhook-id"])]);
    response.writeHead(isRefused ? 503 : 200).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo; // listening on TCP: always an AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    delivered,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface Account {
  readonly accepted: number;
  /** Orders that were accepted but not delivered to each path. */
  readonly missing: readonly string[];
  /** The number of repeated webhooks. */
  readonly repeated: number;
  /** Orders that were delivered to one path with several ids. */
  readonly otherIds: readonly string[];
}

/** The pause between checks, in milliseconds. */
const CHECK_EVERY_MS = 50;

/** Resolves once every accepted order has been delivered to each path, or after `untilMs`. */
export async function accountOf(
  accepted: ReadonlySet<string>,
  { paths, receiver, untilMs }: { readonly paths: readonly string[]; receiver: OrderReceiver; untilMs: number },
): Promise<Account> {
  const { delivered } = receiver;
  const due = [...accepted].flatMap((id) => paths.map((path) => `${path} ${id}`));
  for (const end = Date.now() + untilMs; Date.now() < end; await pause(CHECK_EVERY_MS)) {
    if (due.every((at) => delivered.has(at))) break;
  }
  return {
    accepted: accepted.size,
    missing: due.filter((at) => !delivered.has(at)),
    repeated: [...delivered.values()].reduce((sum, ids) => sum + ids.length - 1, 0),
    otherIds: [...delivered].filter(([, ids]) => new Set(ids).size !== 1).map(([at]) => at),
  };
}
