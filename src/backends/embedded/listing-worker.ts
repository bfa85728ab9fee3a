// The worker thread that reads listings on its own connection. So a listing does not block the event loop that sends webhooks. It
// does not delay checkpoints either, because each page is a separate transaction.

import type { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import type { DeliveryPage, DeliveryQuery } from "#app/delivery/delivery-ports.ts";
import type { RunKey, WaitingRunCounts, WaitingRunPage, WaitingRunQuery } from "#app/runs/run-ports.ts";
import { openReadOnly } from "./database.ts";
import { listDeliveries } from "./delivery-listing.ts";
import { countRuns, listRuns, rowsOfRun } from "./waiting-run-listing.ts";

/** The questions to the worker by name, with their arguments. */
export interface ListingQuestions {
  readonly deliveries: [query: DeliveryQuery];
  readonly runs: [query: WaitingRunQuery, now: number];
  readonly runCounts: [flowId: string, now: number];
  readonly runRows: [key: RunKey];
}

/** The answers by the names of the questions. */
export interface ListingAnswers {
  readonly deliveries: DeliveryPage;
  readonly runs: WaitingRunPage;
  readonly runCounts: WaitingRunCounts;
  readonly runRows: readonly number[];
}

export type ListingName = keyof ListingQuestions;

export interface ListingQuestion<Name extends ListingName = ListingName> {
  readonly id: number;
  readonly name: Name;
  readonly asked: ListingQuestions[Name];
}

/**
 * The worker's answer to the question with this id, or the reason of its failure. The answer is JSON, because an object loses its
 * class between threads, and ExactNumber with it.
 */
export interface ListingAnswer {
  readonly id: number;
  readonly answer?: string;
  readonly error?: string;
}

type Listings = { readonly [Name in ListingName]: (...asked: ListingQuestions[Name]) => ListingAnswers[Name] };

const listings = listingsOf(openReadOnly(workerData.path));

parentPort?.on("message", (question: ListingQuestion) => parentPort?.postMessage(answerTo(question)));

function listingsOf(database: DatabaseSync): Listings {
  return {
    deliveries: (query) => listDeliveries(database, query),
    runs: (query, now) => listRuns(database, query, now),
    runCounts: (flowId, now) => countRuns(database, flowId, now),
    runRows: (key) => rowsOfRun(database, key),
  };
}

function answerTo<Name extends ListingName>({ id, name, asked }: ListingQuestion<Name>): ListingAnswer {
  try {
    return { id, answer: JSON.stringify(listings[name](...asked)) };
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) };
  }
}
