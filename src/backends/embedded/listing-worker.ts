// The worker that reads listings, on a connection of its own: a listing neither blocks the loop that sends webhooks nor
// holds back the checkpoint, since each page is a transaction of its own.

import type { DatabaseSync } from "node:sqlite";
import { parentPort, workerData } from "node:worker_threads";
import type { DeliveryPage, DeliveryQuery } from "#app/delivery/delivery-ports.ts";
import type { RunKey, WaitingRunCounts, WaitingRunPage, WaitingRunQuery } from "#app/runs/run-ports.ts";
import { openReadOnly } from "./database.ts";
import { listDeliveries } from "./delivery-listing.ts";
import { countRuns, listRuns, rowsOfRun } from "./waiting-run-listing.ts";

/** What can be asked of the worker: each by its name, with these arguments. */
export interface ListingQuestions {
  readonly deliveries: [query: DeliveryQuery];
  readonly runs: [query: WaitingRunQuery, now: number];
  readonly runCounts: [flowId: string, now: number];
  readonly runRows: [key: RunKey];
}

/** What each question is answered with. */
export interface ListingAnswers {
  readonly deliveries: DeliveryPage;
  readonly runs: WaitingRunPage;
  readonly runCounts: WaitingRunCounts;
  readonly runRows: readonly number[];
}

/** The name of a question. */
export type ListingName = keyof ListingQuestions;

/** A question to the worker. */
export interface ListingQuestion<Name extends ListingName = ListingName> {
  readonly id: number;
  readonly name: Name;
  readonly asked: ListingQuestions[Name];
}

/**
 * The worker's answer to the question of this id, or why there is none. As JSON: between threads an object would lose its
 * class, and with it a number of many digits in an event would be none any more.
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
