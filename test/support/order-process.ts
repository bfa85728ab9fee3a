// The embedded process with one flow on orders and the receiver of its webhooks, for all tests of a file: tests send orders with
// the clients of other systems.

import { afterAll, beforeAll } from "vitest";
import { orderFlow } from "./flow-files.ts";
import { startReceiver, type TestReceiver } from "./receiver.ts";
import { startTestProcess, type TestProcess } from "./test-process.ts";

/** The process and the receiver; to be used inside a test. */
export interface OrderProcess {
  readonly flowhook: TestProcess;
  readonly receiver: TestReceiver;
}

/** Starts both before the tests of the file and stops them afterwards. */
export function orderProcess(): () => OrderProcess {
  let started: OrderProcess | undefined;
  beforeAll(async () => {
    const receiver = await startReceiver();
    const flowhook = await startTestProcess({ flows: { "a.yaml": orderFlow("order", receiver.url) } });
    started = { flowhook, receiver };
  });
  afterAll(async () => {
    await started?.flowhook.stop();
    await started?.receiver.close();
  });
  return () => {
    if (started === undefined) throw new Error("The process starts before the first test");
    return started;
  };
}

/** The bodies of the webhooks of an order, once there is one. */
export async function webhooksOf({ receiver }: OrderProcess, order: string): Promise<unknown[]> {
  const webhooks = await receiver.waitFor(1, { of: ({ body }) => JSON.parse(body).order === order });
  return webhooks.map(({ body }) => JSON.parse(body));
}
