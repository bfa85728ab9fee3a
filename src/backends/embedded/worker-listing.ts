// The main thread's side of the listing worker: starts it at the first question, and matches answers to questions.

import { Worker } from "node:worker_threads";
import type { DeliveryPage, DeliveryQuery } from "#app/delivery/delivery-ports.ts";
import type { RunKey, WaitingRunCounts, WaitingRunPage, WaitingRunQuery } from "#app/runs/run-ports.ts";
import { parseJson } from "#core/parse-json.ts";
import type { Listing } from "./delivery-listing.ts";
import type {
  ListingAnswer,
  ListingAnswers,
  ListingName,
  ListingQuestion,
  ListingQuestions,
} from "./listing-worker.ts";
import type { WaitingRunReader } from "./waiting-run-listing.ts";
import { workerFile } from "./worker-file.ts";

interface Waiting {
  readonly resolve: (answer: string) => void;
  readonly reject: (error: Error) => void;
}

/** Listings read in a worker thread. */
export class WorkerListing implements Listing, WaitingRunReader {
  readonly #path: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #questions = 0;

  constructor(path: string) {
    this.#path = path;
  }

  list(query: DeliveryQuery): Promise<DeliveryPage> {
    return this.#ask("deliveries", query);
  }

  listRuns(query: WaitingRunQuery, now: number): Promise<WaitingRunPage> {
    return this.#ask("runs", query, now);
  }

  countRuns(flowId: string, now: number): Promise<WaitingRunCounts> {
    return this.#ask("runCounts", flowId, now);
  }

  rowsOfRun(key: RunKey): Promise<readonly number[]> {
    return this.#ask("runRows", key);
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #ask<Name extends ListingName>(name: Name, ...asked: ListingQuestions[Name]): Promise<ListingAnswers[Name]> {
    this.#worker ??= this.#start();
    const id = ++this.#questions;
    const question: ListingQuestion<Name> = { id, name, asked };
    return new Promise((resolve, reject) => {
      // The worker's type, Listings, ties the answer to the name of the question.
      this.#waiting.set(id, {
        resolve: (answer) => resolve(parseJson(answer) as unknown as ListingAnswers[Name]),
        reject,
      });
      this.#worker?.postMessage(question);
    });
  }

  #start(): Worker {
    const worker = new Worker(workerFile(new URL("./listing-worker.ts", import.meta.url), "listing-worker"), {
      workerData: { path: this.#path },
    });
    worker.unref();
    worker.on("message", (answer: ListingAnswer) => this.#settle(answer));
    worker.on("error", (error) => this.#failAll(error));
    worker.on("exit", () => this.#failAll(new Error("The listing worker ended")));
    return worker;
  }

  #settle({ id, answer, error }: ListingAnswer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (answer !== undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(error));
  }

  #failAll(cause: unknown): void {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}
