// The CPU and memory of a process, read from Linux's /proc from outside, so that the measured program needs no hook. All its
// threads are counted. Elsewhere there is no /proc, and the bench says "not measured".

import { readFileSync } from "node:fs";

/** CPU and memory of a process. */
export interface Usage {
  /** User and system time since its start, in milliseconds. */
  readonly cpuMs: number;
  /** Resident memory, in bytes. */
  readonly rss: number;
}

// The kernel gives times in ticks of 1/100 s to every program, whatever its own clock (proc_pid_stat(5), sysconf(3)).
const MS_PER_TICK = 10;

/** The usage of a process so far; undefined if it can't be read. */
export function readUsage(pid: number): Usage | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return parseUsage(stat, readFileSync(`/proc/${pid}/status`, "latin1"));
  } catch {
    return undefined;
  }
}

/** Reads `/proc/PID/stat` and `/proc/PID/status`. */
export function parseUsage(stat: string, status: string): Usage {
  // The second field, the program's name, may hold anything but ends with the last parenthesis. utime and stime are
  // fields 14 and 15 of the line, so 12th and 13th after the name.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const ticks = Number(fields[11]) + Number(fields[12]);
  const kilobytes = Number(/^VmRSS:\s*(\d+) kB/m.exec(status)?.[1]);
  return { cpuMs: ticks * MS_PER_TICK, rss: kilobytes * 1024 };
}
