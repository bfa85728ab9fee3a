import { describe, expect, it } from "vitest";
import { FairShares } from "#server/fair-shares.ts";

/** Takes everything that waits. */
function taken(shares: FairShares): number[] {
  const seqs: number[] = [];
  for (let seq = shares.next(); seq !== undefined; seq = shares.next()) seqs.push(seq);
  return seqs;
}

describe("fair shares", () => {
  it("take the events of one key in their order", () => {
    const shares = new FairShares();
    for (const seq of [1, 2, 3]) shares.push("a", seq);
    expect(taken(shares)).toEqual([1, 2, 3]);
    expect([shares.isEmpty, shares.first]).toEqual([true, undefined]);
  });

  it("let keys take turns, so that a flood delays the event of another key by one event", () => {
    const shares = new FairShares();
    for (let seq = 1; seq <= 5; seq++) shares.push("flood", seq);
    shares.push("b", 6);
    shares.push("c", 7);
    shares.push("b", 8);
    expect(taken(shares)).toEqual([1, 6, 7, 2, 8, 3, 4, 5]);
  });

  it("give a key its turn after the others when its events arrive one after the other", () => {
    const shares = new FairShares();
    shares.push("a", 1);
    shares.push("b", 2);
    expect(shares.next()).toBe(1);
    shares.push("a", 3);
    expect(taken(shares)).toEqual([2, 3]);
  });

  it("know the first event that waits, whichever key has it", () => {
    const shares = new FairShares();
    for (const [key, seq] of [
      ["a", 1],
      ["b", 2],
      ["a", 3],
    ] as const)
      shares.push(key, seq);
    const firsts = [shares.first];
    while (shares.next() !== undefined) firsts.push(shares.first);
    expect(firsts).toEqual([1, 2, 3, undefined]);
  });

  it("take a hundred thousand events of a key while more arrive", () => {
    const shares = new FairShares();
    const seqs: (number | undefined)[] = [];
    for (let seq = 1; seq <= 100_000; seq++) {
      shares.push("a", seq);
      if (seq % 3 === 0) seqs.push(shares.next());
    }
    expect([...seqs, ...taken(shares)]).toEqual(Array.from({ length: 100_000 }, (_, index) => index + 1));
  });
});
