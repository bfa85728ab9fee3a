// All runs of one receiver, each with its ledger, and the webhooks that belong to no run: those without a marker, and those
// that arrive after the account of their run was closed.

import { findMarker } from "../wire/marker.ts";
import type { Account, Sending } from "./account.ts";
import { Ledger } from "./ledger.ts";

/** The webhooks that arrived outside every open account. */
export interface Strays {
  /** Webhooks without a readable marker that no account has counted yet. */
  readonly unmarked: number;
  /** Webhooks that came after their run's account: repeats, or deliveries given up as lost. */
  readonly late: number;
}

/** Books webhooks by the run that their marker names. */
export class Books {
  readonly #ledgers = new Map<string, Ledger>();
  readonly #closed = new Set<string>();
  #unmarked = 0;
  #late = 0;

  /** The webhooks so far that belong to no open run. */
  get strays(): Strays {
    return { unmarked: this.#unmarked, late: this.#late };
  }

  /** Books one webhook by the marker in its body. */
  book(body: Buffer, arrivedAt: number, id: string | undefined): void {
    const marker = findMarker(body);
    if (marker === undefined) this.#unmarked += 1;
    else if (this.#closed.has(marker.run)) this.#late += 1;
    else this.#ledger(marker.run).book(marker, arrivedAt, id);
  }

  /** How many events of a run have arrived. */
  arrived(run: string): number {
    return this.#ledgers.get(run)?.arrived ?? 0;
  }

  /**
   * Closes a run and gives its account. Unmarked webhooks since the last account count as its unmatched ones, as they
   * came while it ran.
   */
  close(run: string, sending: Sending): Account {
    const account = this.#ledger(run).account(sending);
    const unmarked = this.#unmarked;
    this.#unmarked = 0;
    this.#ledgers.delete(run);
    this.#closed.add(run);
    return { ...account, unmatched: account.unmatched + unmarked };
  }

  #ledger(run: string): Ledger {
    let ledger = this.#ledgers.get(run);
    if (ledger === undefined) {
      ledger = new Ledger();
      this.#ledgers.set(run, ledger);
    }
    return ledger;
  }
}
