// A system under test, started and ready: where it takes events, and which process to watch.

import type { Usage } from "./usage.ts";

/** A measured program. */
export interface Subject {
  /** How the table calls it. */
  readonly name: string;
  readonly pid: number;
  /** Where it takes events. */
  readonly url: string;
  /** A file with the template of its events, if it takes another format than the others. */
  readonly event?: string;
  /** Headers that its ingest wants, each as "Name: value". */
  readonly headers: readonly string[];
  /** Milliseconds from start to ready. */
  readonly startMs: number;
  /** Its usage once it was ready, before any load. */
  readonly idle: Usage | undefined;
  /** Ends it. Throws when it does not end in good order. */
  stop(): Promise<void>;
}
