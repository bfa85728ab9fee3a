// The machine that figures hang on. The time of an fsync says most about a store: each commit waits for one.

import { closeSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { median } from "./distribution.ts";

const PROBES = 50;
const PAGE = 4096;

/** The machine that ran the bench. */
export interface Machine {
  readonly cpu: string;
  readonly cores: number;
  readonly memory_gb: number;
  readonly platform: string;
  readonly node: string;
  /** Median time to write and sync 4 KiB in the folder of the databases. */
  readonly fsync_ms: number;
}

/** Describes this machine and the disk under `folder`. */
export function describeMachine(folder: string): Machine {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memory_gb: Math.round(totalmem() / 1e9),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    fsync_ms: probeFsync(join(folder, `flowhook-bench-${process.pid}.probe`)),
  };
}

function probeFsync(path: string): number {
  const file = openSync(path, "w");
  const page = Buffer.alloc(PAGE, 1);
  const times = Array.from({ length: PROBES }, (_, index) => {
    const begin = performance.now();
    writeSync(file, page, 0, PAGE, index * PAGE);
    fsyncSync(file);
    return performance.now() - begin;
  });
  closeSync(file);
  rmSync(path);
  return median(times);
}
