// The sources, where requests and messages find them.

import type { Source } from "#core/sources/source.ts";
import { type RunnableSource, runnableSource } from "./runnable-source.ts";

/** Sources that can map requests, by their names. */
export type SourcesByName = ReadonlyMap<string, RunnableSource>;

/** Returns the current sources to the use cases. */
export interface SourceCatalogue {
  /**
   * The sources, at most a few seconds old. Sources that lack one of `names` are read again, because it may be new. Rejects if they
   * can't be read.
   */
  current(names: readonly string[]): Promise<SourcesByName>;
}

/** Compiles sources that were checked when they were loaded. */
export function sourcesByName(sources: readonly Source[]): SourcesByName {
  return new Map(sources.map((source) => [source.name, runnableSource(source)]));
}

/** For backends and commands without sources. */
export const NO_SOURCES: SourceCatalogue = { current: () => Promise.resolve(new Map()) };
