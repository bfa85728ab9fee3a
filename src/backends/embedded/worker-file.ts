// Finds the file of a worker thread.

import { existsSync } from "node:fs";

/**
 * @param source the worker's source, which Node runs in a clone.
 * @param name the name of its bundle, which is next to the file that this module was bundled into, or one folder above.
 */
export function workerFile(source: URL, name: string): URL {
  if (import.meta.url.endsWith(".ts")) return source;
  const beside = new URL(`./${name}.js`, import.meta.url);
  return existsSync(beside) ? beside : new URL(`../${name}.js`, import.meta.url);
}
