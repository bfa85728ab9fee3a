// The accepted events that are not begun, by the key of their sender. Keys take turns, so a flood from one key delays the events of
// another by at most the events that are begun already. On AWS the message group of SQS has the same effect.

/** The waiting events of one key, in the order in which they were accepted. */
class Share {
  readonly #seqs: number[] = [];
  #head = 0;

  get first(): number | undefined {
    return this.#seqs[this.#head];
  }

  push(seq: number): void {
    this.#seqs.push(seq);
  }

  shift(): number | undefined {
    const seq = this.first;
    this.#head += 1;
    // Array.shift would move a million numbers for each event.
    if (this.#head > COMPACTED_AT && this.#head * 2 > this.#seqs.length) {
      this.#seqs.splice(0, this.#head);
      this.#head = 0;
    }
    return seq;
  }
}

/** Least number of taken events that a share removes from memory at once. */
const COMPACTED_AT = 1_024;

/** The waiting events of all keys. An event takes eight bytes. */
export class FairShares {
  /** The shares that hold an event, in the order of their turns. */
  readonly #shares = new Map<string, Share>();

  get isEmpty(): boolean {
    return this.#shares.size === 0;
  }

  /** The lowest `seq` that waits; undefined if no event waits. */
  get first(): number | undefined {
    let first: number | undefined;
    for (const share of this.#shares.values()) {
      const { first: seq } = share;
      if (seq !== undefined && (first === undefined || seq < first)) first = seq;
    }
    return first;
  }

  /** Adds an event of a key. */
  push(keyId: string, seq: number): void {
    let share = this.#shares.get(keyId);
    if (share === undefined) {
      share = new Share();
      this.#shares.set(keyId, share);
    }
    share.push(seq);
  }

  /** Takes the next event of the key whose turn it is; undefined if no event waits. */
  next(): number | undefined {
    for (const [keyId, share] of this.#shares) {
      const seq = share.shift();
      this.#shares.delete(keyId);
      if (share.first !== undefined) this.#shares.set(keyId, share);
      return seq;
    }
    return undefined;
  }
}
