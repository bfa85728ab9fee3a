// A target on this machine. It keeps the webhooks that it receives, and answers with the statuses that the test sets for a path.

import { type Received, startReceiver } from "#support/receiver.ts";

/** A target that listens. */
export interface OrderTarget {
  readonly url: string;
  /** Makes a path answer with these statuses, one request each, and with 200 after them. */
  answer(path: string, statuses: readonly number[], headers?: Readonly<Record<string, string>>): void;
  /** All webhooks of an order (by its X-Test header) until now. */
  received(order: string): readonly Received[];
  /** The same, once there are `count` of them. Rejects after a minute, or after `waitMs`. */
  requests(order: string, count: number, waitMs?: number): Promise<readonly Received[]>;
  close(): Promise<void>;
}

const WAIT_MS = 60_000;

/** Starts a target on a free port of loopback. */
export async function startOrderTarget(): Promise<OrderTarget> {
  const answers = new Map<string, { statuses: number[]; headers: Readonly<Record<string, string>> }>();
  const receiver = await startReceiver(({ path }) => {
    const { statuses = [], headers = {} } = answers.get(path) ?? {};
    return { status: statuses.shift() ?? 200, headers };
  });
  const isOf = (order: string) => (received: Received) => received.headers["x-test"] === order;
  return {
    url: receiver.url,
    answer: (path, statuses, headers = {}) => void answers.set(path, { statuses: [...statuses], headers }),
    received: (order) => receiver.received.filter(isOf(order)),
    requests: (order, count, waitMs = WAIT_MS) => receiver.waitFor(count, { of: isOf(order), waitMs }),
    close: receiver.close,
  };
}
