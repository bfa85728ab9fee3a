// The main thread's side of the listing worker: starts it at the first question and matches answers to questions.

import { existsSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { DeliveryPage, DeliveryQuery } from "#app/ports.ts";
import type { Listing } from "./delivery-listing.ts";
import type { ListingQuestion } from "./listing-worker.ts";

interface ListingAnswer {
  readonly id: number;
  readonly page?: DeliveryPage;
  readonly error?: string;
}

interface Waiting {
  readonly resolve: (page: DeliveryPage) => void;
  readonly reject: (error: Error) => void;
}

/** Listings read in a worker thread. */
export class WorkerListing implements Listing {
  readonly #path: string;
  readonly #waiting = new Map<number, Waiting>();
  #worker: Worker | undefined;
  #questions = 0;

  constructor(path: string) {
    this.#path = path;
  }

  list(query: DeliveryQuery): Promise<DeliveryPage> {
    this.#worker ??= this.#start();
    const id = ++this.#questions;
    const question: ListingQuestion = { id, query };
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker?.postMessage(question);
    });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(workerUrl(), { workerData: { path: this.#path } });
    worker.unref();
    worker.on("message", (answer: ListingAnswer) => this.#settle(answer));
    worker.on("error", (error) => this.#failAll(error));
    worker.on("exit", () => this.#failAll(new Error("The listing worker ended")));
    return worker;
  }

  #settle({ id, page, error }: ListingAnswer): void {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (page) waiting?.resolve(page);
    else waiting?.reject(new Error(error));
  }

  #failAll(cause: unknown): void {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    this.#worker = undefined;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

/** The worker's file: beside this one as source; published, beside the file that this one was bundled into or above. */
function workerUrl(): URL {
  if (import.meta.url.endsWith(".ts")) return new URL("./listing-worker.ts", import.meta.url);
  const beside = new URL("./listing-worker.js", import.meta.url);
  return existsSync(beside) ? beside : new URL("../listing-worker.js", import.meta.url);
}
