// One measured run: the generator in a separate process against one subject, with the subject's CPU and memory read
// before, during and after.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { Account } from "../arrivals/account.ts";
import { type RunResult, runResultSchema } from "../load/run-result.ts";
import type { Subject } from "../subjects/subject.ts";
import { readUsage } from "../subjects/usage.ts";

/** How a subject is loaded. */
export interface Load {
  readonly seconds: number;
  /** Events a second; without it, as fast as the subject answers. */
  readonly rate?: number;
  /** A file with the template of the events; without it, bench/order.json. */
  readonly event?: string;
}

/** The results of one run. */
export interface Measurement {
  readonly result: RunResult & { readonly account: Account };
  /** CPU of the subject's process for each delivered event; NaN where it can't be read. */
  readonly cpuMsPerEvent: number;
  /** Resident memory of the subject while it was loaded, in bytes, in order. */
  readonly rss: readonly number[];
}

const GENERATOR = fileURLToPath(new URL("../generate.ts", import.meta.url));
const SAMPLE_MS = 100;
const MAX_OUTPUT = 256 * 1024 * 1024;
const run = promisify(execFile);

/** Loads a subject once and waits until all its webhooks have arrived or count as lost. */
export async function measure(subject: Subject, receiver: string, load: Load): Promise<Measurement> {
  const before = readUsage(subject.pid);
  const rss: number[] = [];
  const watch = setInterval(() => rss.push(...rssOf(subject)), SAMPLE_MS);
  const { stdout } = await run(process.execPath, [GENERATOR, ...generatorArguments(subject, receiver, load)], {
    maxBuffer: MAX_OUTPUT,
  }).finally(() => clearInterval(watch));
  const after = readUsage(subject.pid);
  const result = runResultSchema.required({ account: true }).parse(JSON.parse(stdout));
  const cpuMs = (after?.cpuMs ?? Number.NaN) - (before?.cpuMs ?? Number.NaN);
  return { result, cpuMsPerEvent: cpuMs / result.account.delivered, rss };
}

function generatorArguments(subject: Subject, receiver: string, load: Load): string[] {
  return [
    ["--url", subject.url],
    ["--receiver", receiver],
    ["--seconds", String(load.seconds)],
    load.rate === undefined ? [] : ["--rate", String(load.rate)],
    load.event === undefined ? [] : ["--body-template", load.event],
    ...subject.headers.map((header) => ["--header", header]),
  ].flat();
}

function rssOf(subject: Subject): number[] {
  const usage = readUsage(subject.pid);
  return usage === undefined ? [] : [usage.rss];
}
