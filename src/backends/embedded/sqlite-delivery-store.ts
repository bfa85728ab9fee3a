// Records of deliveries in SQLite. One process sends, so claims are in memory: a kill releases all of them, and the records show
// which attempts were made. A claim costs one look-up by id and no write.

import type { DatabaseSync } from "node:sqlite";
import type { AttemptRecord, DeliveryPage, DeliveryQuery, DeliveryStore } from "#app/delivery/delivery-ports.ts";
import { type Claim, type ClaimRequest, type ClaimState, judgeClaim } from "#core/delivery/claim.ts";
import { type DeliveryKey, deliveryId, deliveryKey } from "#core/delivery/delivery-id.ts";
import { addAttempt, type DeliveryRecord } from "#core/delivery/record.ts";
import type { Listing } from "./delivery-listing.ts";
import { type DeliveryRow, DeliveryRows, toClaimState, toRecord } from "./delivery-row.ts";
import { eventHash } from "./event-hash.ts";
import { EventIndex } from "./event-index.ts";
import type { GroupCommit } from "./group-commit.ts";

/** A claim that is held, with the row that the delivery had when it was claimed. */
interface HeldClaim extends ClaimState {
  readonly row: DeliveryRow | undefined;
}

export class SqliteDeliveryStore implements DeliveryStore {
  readonly #commit: GroupCommit;
  readonly #listing: Listing;
  readonly #claims = new Map<string, HeldClaim>();
  readonly #index: EventIndex;
  readonly #select;
  readonly #selectOfEvent;
  readonly #rows: DeliveryRows;

  constructor(database: DatabaseSync, commit: GroupCommit, listing: Listing) {
    this.#commit = commit;
    this.#listing = listing;
    this.#index = new EventIndex(database, commit);
    this.#select = database.prepare("SELECT * FROM deliveries WHERE seq = ? AND id = ?");
    this.#selectOfEvent = database.prepare("SELECT 1 FROM deliveries WHERE seq = ? AND event_id = ?");
    this.#rows = new DeliveryRows(database);
  }

  /**
   * Resolves with whether a delivery of the event has a record. Looks it up in the next commit: there it takes two microseconds, and
   * eleven outside, where SQLite locks the file for each read.
   */
  hasRecordOf(eventId: string): Promise<boolean> {
    return this.#commit.write(() => {
      const seqs = this.#index.find(eventHash(eventId));
      return seqs.some((seq) => this.#selectOfEvent.get(seq, eventId) !== undefined);
    });
  }

  async claim(key: DeliveryKey, request: ClaimRequest): Promise<Claim> {
    const id = deliveryId(key);
    const held = this.#claims.get(id);
    const row = held ? held.row : this.#find(key.event_id, id);
    const claim = judgeClaim(held ?? (row && toClaimState(row)), request);
    if (claim.type === "granted") {
      const { round, attempt, owner, leaseUntil } = request;
      this.#claims.set(id, { round, attempt, owner, leaseUntil, status: "sending", row });
    }
    return claim;
  }

  async record(record: AttemptRecord): Promise<DeliveryRecord> {
    const id = idOf(record);
    const { row } = this.#beginRecord(id, record);
    // No client waits for it, so it joins the next commit of accepted events.
    const { stored, seq } = await this.#commit.writeSurely(() => this.#write(row, record), "lazily");
    if (seq !== undefined) this.#index.add(eventHash(stored.event_id), seq);
    this.#claims.delete(id);
    return stored;
  }

  async get(key: DeliveryKey): Promise<DeliveryRecord | undefined> {
    const row = this.#find(key.event_id, deliveryId(key));
    return row === undefined ? undefined : toRecord(row);
  }

  list(query: DeliveryQuery): Promise<DeliveryPage> {
    return this.#listing.list(query);
  }

  #find(eventId: string, id: string): DeliveryRow | undefined {
    for (const seq of this.#index.find(eventHash(eventId))) {
      const row = this.#select.get(seq, id);
      if (row !== undefined) return row;
    }
    return undefined;
  }

  /** Checks that the recorder holds the claim. From now on no other owner can take it over, so the row can't change. */
  #beginRecord(id: string, { owner, message }: AttemptRecord): HeldClaim {
    const claim = this.#claims.get(id);
    if (claim?.owner !== owner || claim.round !== message.round || claim.leaseUntil === Number.POSITIVE_INFINITY) {
      throw new Error(`The claim on ${id} is held by another`);
    }
    this.#claims.set(id, { ...claim, leaseUntil: Number.POSITIVE_INFINITY });
    return claim;
  }

  /** Writes the record with one attempt more; `seq` is that of a new row. */
  #write(row: DeliveryRow | undefined, made: AttemptRecord): { stored: DeliveryRecord; seq?: number } {
    if (row === undefined) {
      const stored = addAttempt(undefined, made);
      return { stored, seq: this.#rows.insert(stored) };
    }
    const stored = addAttempt(toRecord(row), made);
    this.#rows.update(row, stored);
    return { stored };
  }
}

function idOf({ message }: AttemptRecord): string {
  return deliveryId(deliveryKey(message));
}
