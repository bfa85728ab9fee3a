// The accepted events. A row stays until all results of its event are recorded. So a kill at any point leads to the same
// deliveries, and matching needs no commit.

import type { DatabaseSync } from "node:sqlite";
import { type EventMessage, eventMessageSchema, optionalFields } from "#core/messages/event-message.ts";
import type { GroupCommit } from "./group-commit.ts";
import { insertInto } from "./named-statement.ts";

const COLUMNS = ["seq", "v", "format", "request_id", "received_at", "key_id", "body", "optional"] as const;

/** An accepted event in the file. */
export interface StoredEvent {
  /** Its position in the order in which events were accepted. */
  readonly seq: number;
  readonly message: EventMessage;
  /** How often a process read it from the file and ended before it was done. */
  readonly receives: number;
}

/** A number of events, and the bytes of their bodies. */
export interface Backlog {
  readonly events: number;
  readonly bytes: number;
}

/** The events queue in SQLite. */
export class SqliteEventsQueue {
  readonly #commit: GroupCommit;
  readonly #insert;
  readonly #delete;
  readonly #select;
  readonly #selectUnread;
  readonly #selectSuspects;
  readonly #countReceive;
  readonly #backlog: { events: number; bytes: number };
  #lastSeq: number;

  constructor(database: DatabaseSync, commit: GroupCommit) {
    this.#commit = commit;
    this.#insert = insertInto(database, "events", COLUMNS);
    this.#delete = database.prepare("DELETE FROM events WHERE seq = ?");
    this.#select = database.prepare("SELECT * FROM events WHERE seq = ?");
    this.#selectUnread = database.prepare(
      "SELECT seq, key_id FROM events WHERE seq <= ? AND receives = 0 ORDER BY seq",
    );
    this.#selectSuspects = database.prepare("SELECT * FROM events WHERE receives > 0 ORDER BY random()");
    this.#countReceive = database.prepare("UPDATE events SET receives = receives + 1 WHERE seq = ?");
    const total = database.prepare(
      "SELECT count(*) AS events, coalesce(sum(octet_length(body)), 0) AS bytes FROM events",
    );
    const stored = total.get();
    this.#backlog = { events: Number(stored?.["events"]), bytes: Number(stored?.["bytes"]) };
    this.#lastSeq = Number(database.prepare("SELECT coalesce(max(seq), 0) AS seq FROM events").get()?.["seq"]);
  }

  /** The `seq` of the event that was accepted last. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** The events that are not done, and the bytes of their bodies. Counted at the start, and then kept up without a query. */
  get backlog(): Readonly<Backlog> {
    return this.#backlog;
  }

  /** Stores an event; resolves with its `seq` once it is durable. */
  async add(message: EventMessage): Promise<number> {
    const seq = ++this.#lastSeq;
    const { v, format, request_id, received_at, key_id, body } = message;
    const fields = optionalFields(message);
    const optional = Object.keys(fields).length === 0 ? null : JSON.stringify(fields);
    try {
      await this.#commit.write(() =>
        this.#insert.run({ seq, v, format, request_id, received_at, key_id, body, optional }),
      );
    } catch (error) {
      this.#commit.suspect(error);
      throw error;
    }
    this.#backlog.events += 1;
    this.#backlog.bytes += Buffer.byteLength(body);
    return seq;
  }

  /** Reads these events and records that they were read. Leaves out those that are done. */
  receive(seqs: readonly number[]): Promise<StoredEvent[]> {
    return this.#commit.writeSurely(() => {
      for (const seq of seqs) this.#countReceive.run(seq);
      return seqs.flatMap((seq) => {
        const row = this.#select.get(seq);
        return row === undefined ? [] : [toStoredEvent(row)];
      });
    });
  }

  /** The events up to a `seq` that no process has read, in the order in which they were accepted, each with its key. */
  *unread(upTo: number): Generator<{ readonly seq: number; readonly keyId: string }> {
    for (const row of this.#selectUnread.iterate(upTo)) yield { seq: Number(row["seq"]), keyId: String(row["key_id"]) };
  }

  /** The events that were read before and are not done: one of them may have ended the process. In random order. */
  suspects(): StoredEvent[] {
    return this.#selectSuspects.all().map(toStoredEvent);
  }

  /** Records that a suspect is read again; resolves once that is durable. */
  async countReceive(seq: number): Promise<void> {
    await this.#commit.writeSurely(() => this.#countReceive.run(seq));
  }

  /** Deletes an event whose results are recorded. If the process ends before the commit, the event is matched again. */
  async done(seq: number, { body }: Pick<EventMessage, "body">): Promise<void> {
    await this.#commit.writeLazily(() => this.#delete.run(seq));
    this.#backlog.events -= 1;
    this.#backlog.bytes -= Buffer.byteLength(body);
  }
}

/** The events that are not done, newest first. Reads a row only when it is asked for. */
export function* newestEvents(database: DatabaseSync, limit: number): Generator<StoredEvent> {
  const rows = database.prepare("SELECT * FROM events ORDER BY seq DESC LIMIT ?").iterate(limit);
  for (const row of rows) yield toStoredEvent(row);
}

function toStoredEvent(row: Record<string, unknown>): StoredEvent {
  return {
    seq: Number(row["seq"]),
    receives: Number(row["receives"]),
    message: eventMessageSchema.parse(
      typeof row["optional"] === "string" ? { ...row, ...JSON.parse(row["optional"]) } : row,
    ),
  };
}
