// Where the file of a worker thread is.

import { existsSync } from "node:fs";

/**
 * The file of a worker.
 * @param source the worker's source, which Node runs in a clone.
 * @param name the name of its bundle: published, it is beside the file that this module was bundled into, or above it.
 */
export function workerFile(source: URL, name: string): URL {
  if (import.meta.url.endsWith(".ts")) return source;
  const beside = new URL(`./${name}.js`, import.meta.url);
  return existsSync(beside) ? beside : new URL(`../${name}.js`, import.meta.url);
}
