// Group commit: all writes of one turn of the event loop go into one transaction, so they share one wait for the
// disk. A write's promise resolves only after the commit that holds it.

import type { DatabaseSync } from "node:sqlite";
import { isBusy } from "./busy.ts";

/** How long a lazy write may wait before it gets its own commit, in milliseconds. */
const LAZY_DELAY_MS = 10;

/** The delay between two probes of whether the file can be written, in milliseconds. */
const PROBE_DELAY_MS = 1_000;

/** The store is closed. A write that is rejected with this error was not committed and is not retried. */
class StoreClosedError extends Error {
  constructor() {
    super("The store is closed");
    this.name = "StoreClosedError";
  }
}

interface GroupCommitOptions {
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
  /** Called once when commits start to fail. */
  readonly onFailure: (error: unknown) => void;
}

interface Write {
  readonly run: () => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The one writer of a database. */
export class GroupCommit {
  readonly #database: DatabaseSync;
  readonly #pause: GroupCommitOptions["pause"];
  readonly #onFailure: GroupCommitOptions["onFailure"];
  readonly #probe;
  readonly #begin;
  readonly #commit;
  #pending: Write[] = [];
  #scheduled: NodeJS.Immediate | undefined;
  #lazyTimer: NodeJS.Timeout | undefined;
  #failing: Promise<void> | undefined;
  #closed = false;
  /** Ends the pause between two probes. */
  #endPause = () => {};

  constructor(database: DatabaseSync, { pause, onFailure }: GroupCommitOptions) {
    this.#database = database;
    this.#pause = pause;
    this.#onFailure = onFailure;
    this.#probe = database.prepare("INSERT OR REPLACE INTO settings (name, value) VALUES ('probe', '')");
    this.#begin = database.prepare("BEGIN IMMEDIATE");
    this.#commit = database.prepare("COMMIT");
  }

  /**
   * Runs `run` (SQL alone, because it may run twice) in the next commit; resolves with its result once that is durable,
   * rejects when it could not be committed.
   */
  write<T>(run: () => T): Promise<T> {
    this.#scheduled ??= setImmediate(() => this.flush());
    return this.#enqueue(run);
  }

  /**
   * As `write`, for facts that must not be lost while the process runs: a write that can't be committed (the disk is full,
   * the file is locked) is retried until it is committed or the store is closed.
   */
  async writeSurely<T>(run: () => T, urgency: "now" | "lazily" = "now"): Promise<T> {
    for (;;) {
      try {
        return await (urgency === "now" ? this.write(run) : this.writeLazily(run));
      } catch (error) {
        if (this.#isClosed()) throw new StoreClosedError();
        this.#failing ??= this.#waitUntilWritable(error);
        await this.#failing;
      }
    }
  }

  /** Whether commits fail. A write still tries, so that the first one after the failure is not delayed. */
  get isFailing(): boolean {
    return this.#failing !== undefined;
  }

  /** Reports that a write was rejected: `isFailing` until a probe succeeds. */
  suspect(error: unknown): void {
    if (this.#isClosed() || this.#failing) return;
    this.#failing = this.#waitUntilWritable(error);
    this.#failing.catch(() => {}); // it rejects if the store closes; no one may wait for it
  }

  /** Resolves at once while commits succeed; after a failure, when they succeed again. Rejects once the store is closed. */
  async writable(): Promise<void> {
    await this.#failing;
  }

  /** As `write`, if no client waits for it: joins the next commit, or gets its own after LAZY_DELAY_MS. */
  writeLazily<T>(run: () => T): Promise<T> {
    if (!this.#scheduled) this.#lazyTimer ??= setTimeout(() => this.flush(), LAZY_DELAY_MS);
    return this.#enqueue(run);
  }

  /** Resolves when all writes of this turn of the event loop have been committed or rejected. */
  turn(): Promise<void> {
    return this.write(() => {});
  }

  /** Commits one small row now. Its duration is the time that the disk takes to make a commit durable. */
  probe(): void {
    this.#transact(() => this.#probe.run());
  }

  /** Commits the pending writes now. */
  flush(): void {
    clearImmediate(this.#scheduled);
    clearTimeout(this.#lazyTimer);
    this.#scheduled = undefined;
    this.#lazyTimer = undefined;
    const writes = this.#pending;
    if (writes.length === 0) return;
    this.#pending = [];
    if (!this.#commitTogether(writes)) for (const write of writes) this.#commitAlone(write);
  }

  /** Commits the pending writes. After that every write rejects, also one that waits until the file can be written. */
  close(): void {
    if (this.#database.isOpen) this.flush();
    this.#closed = true;
    this.#endPause();
  }

  async #waitUntilWritable(cause: unknown): Promise<void> {
    this.#onFailure(cause);
    for (;;) {
      await new Promise<void>((resolve) => {
        this.#endPause = resolve;
        void this.#pause(PROBE_DELAY_MS).then(resolve);
      });
      if (this.#isClosed()) throw new StoreClosedError();
      try {
        this.probe();
        this.#failing = undefined;
        return;
      } catch {
        // Still not writable: the failure was reported, and the next probe follows.
      }
    }
  }

  #isClosed(): boolean {
    return this.#closed || !this.#database.isOpen;
  }

  #enqueue<T>(run: () => T): Promise<T> {
    if (this.#isClosed()) return Promise.reject(new StoreClosedError());
    return new Promise((resolve, reject) => {
      this.#pending.push({ run, resolve: (value) => resolve(value as T), reject });
    });
  }

  /** Whether the commit succeeded. If one write fails, all are rolled back, so that each can be tried alone. */
  #commitTogether(writes: readonly Write[]): boolean {
    try {
      const results = this.#transact(() => writes.map((write) => write.run()));
      writes.forEach((write, index) => {
        write.resolve(results[index]);
      });
      return true;
    } catch (error) {
      // If the file is locked, each write alone would block the process for the busy timeout once more.
      if (writes.length > 1 && !isBusy(error)) return false;
      for (const write of writes) write.reject(error);
      return true;
    }
  }

  #commitAlone(write: Write): void {
    try {
      write.resolve(this.#transact(write.run));
    } catch (error) {
      write.reject(error);
    }
  }

  #transact<T>(run: () => T): T {
    this.#begin.run();
    try {
      const result = run();
      this.#commit.run();
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}
