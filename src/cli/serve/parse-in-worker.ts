// Parses flow files in a worker thread, because one file may take a second, which would block the event loop. The thread ends
// with the last file.

import { Worker } from "node:worker_threads";
import type { FlowFile, LoadedFile } from "#app/flows/load-flows.ts";
import { workerFile } from "#backends/embedded/worker-file.ts";
import { parseJson } from "#core/parse-json.ts";
import type { FlowKnowledge } from "./secrets.ts";

/** The timeout for one file, in milliseconds: far more than the largest file takes. */
const FILE_TIMEOUT_MS = 30_000;

/** Parses files one after the other. Rejects if one takes too long or the thread ends. */
export async function parseInWorker(knowledge: FlowKnowledge, files: readonly FlowFile[]): Promise<LoadedFile[]> {
  const source = new URL("./flow-worker.ts", import.meta.url);
  const worker = new Worker(workerFile(source, "flow-worker"), { workerData: knowledge });
  worker.unref(); // a stopping server does not wait for it
  try {
    return await parseAll(worker, files);
  } finally {
    await worker.terminate();
  }
}

function parseAll(worker: Worker, files: readonly FlowFile[]): Promise<LoadedFile[]> {
  const loaded: LoadedFile[] = [];
  return new Promise((resolve, reject) => {
    let timer: NodeJS.Timeout | undefined;
    const fail = (why: string) => {
      clearTimeout(timer);
      reject(new Error(`${files[loaded.length]?.path} was not parsed: ${why}`));
    };
    const next = () => {
      clearTimeout(timer);
      const file = files[loaded.length];
      if (file === undefined) return resolve(loaded);
      const late = () => fail(`it took more than ${FILE_TIMEOUT_MS / 1_000} s`);
      timer = setTimeout(late, FILE_TIMEOUT_MS).unref();
      worker.postMessage(file);
    };
    worker.on("message", (answer: string) => {
      // The worker answers each file with a LoadedFile.
      loaded.push(parseJson(answer) as unknown as LoadedFile);
      next();
    });
    worker.on("error", (error) => fail(error instanceof Error ? error.message : String(error)));
    worker.on("exit", () => fail("the thread ended"));
    next();
  });
}
