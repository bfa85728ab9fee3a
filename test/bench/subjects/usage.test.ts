import { expect, test } from "vitest";
import { parseUsage } from "../../../bench/subjects/usage.ts";

test("CPU and memory are read past a program name with blanks and parentheses", () => {
  const stat = "4711 (a (b) c) S 1 2 3 0 -1 4194560 5 6 7 8 120 30 9 9 20 0 7 0 53044 1305776128 10521";
  const status = "Name:\ta (b) c\nVmHWM:\t  300 kB\nVmRSS:\t  200 kB\nThreads:\t7\n";
  expect(parseUsage(stat, status)).toEqual({ cpuMs: 1500, rss: 204_800 });
});
