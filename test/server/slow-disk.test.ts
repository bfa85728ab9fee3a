import { expect, it } from "vitest";
import { slowCommit } from "#server/slow-disk.ts";

/** A disk whose commits take these times, in milliseconds. */
function disk(...times: number[]) {
  let now = 0;
  let commits = 0;
  const commit = () => {
    now += times[commits++ % times.length] ?? 0;
  };
  return slowCommit(commit, () => now);
}

it("a disk that commits within 10 ms is fast enough", () => {
  expect(disk(10)).toBeUndefined();
});

it("the warning about a slow disk names the time of its fastest commit", () => {
  expect(disk(30, 12, 25, 40, 18)).toBe(12);
});

it("a fast disk with one delayed commit does not count as slow", () => {
  expect(disk(200, 1, 90, 90, 90)).toBeUndefined();
});
