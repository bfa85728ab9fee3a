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

it("a disk that takes 10 ms for a commit or less is quick enough", () => {
  expect(disk(10)).toBeUndefined();
});

it("a slow disk is told with what its quickest commit takes", () => {
  expect(disk(30, 12, 25, 40, 18)).toBe(12);
});

it("a quick disk that had to wait is not taken for a slow one", () => {
  expect(disk(200, 1, 90, 90, 90)).toBeUndefined();
});
