// The worker that reads listings, on a connection of its own: a listing neither blocks the loop that sends webhooks nor
// holds back the checkpoint, since each page is a transaction of its own.

import { parentPort, workerData } from "node:worker_threads";
import type { DeliveryQuery } from "#app/ports.ts";
import { openReadOnly } from "./database.ts";
import { listDeliveries } from "./delivery-listing.ts";

/** What is asked of the worker. */
export interface ListingQuestion {
  readonly id: number;
  readonly query: DeliveryQuery;
}

const database = openReadOnly(workerData.path);

parentPort?.on("message", ({ id, query }: ListingQuestion) => {
  parentPort?.postMessage({ id, ...answer(query) });
});

function answer(query: DeliveryQuery) {
  try {
    return { page: listDeliveries(database, query) };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
