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
  /** Requests at a time; without it, the generator's default of 32. */
  readonly connections?: number;
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
  const output = await runGenerator(subject, load, ["--receiver", receiver]).finally(() => clearInterval(watch));
  const after = readUsage(subject.pid);
  const result = runResultSchema.required({ account: true }).parse(output);
  const cpuMs = (after?.cpuMs ?? Number.NaN) - (before?.cpuMs ?? Number.NaN);
  return { result, cpuMsPerEvent: cpuMs / result.account.delivered, rss };
}

/** Loads a subject once with events that lead to no webhook; resolves with the events that it accepted in a second. */
export async function measureAccepting(subject: Subject, load: Load): Promise<number> {
  const { sent, refused, seconds } = runResultSchema.parse(await runGenerator(subject, load, []));
  if (refused.length > 0) throw new Error(`${subject.name} refused ${refused.length} of ${sent} events`);
  return sent / seconds;
}

async function runGenerator(subject: Subject, load: Load, more: readonly string[]): Promise<unknown> {
  const { stdout } = await run(process.execPath, [GENERATOR, ...generatorArguments(subject, load), ...more], {
    maxBuffer: MAX_OUTPUT,
  });
  return JSON.parse(stdout);
}

function generatorArguments(subject: Subject, load: Load): string[] {
  const event = subject.event ?? load.event;
  return [
    ["--url", subject.url],
    ["--seconds", String(load.seconds)],
    load.rate === undefined ? [] : ["--rate", String(load.rate)],
    event === undefined ? [] : ["--body-template", event],
    load.connections === undefined ? [] : ["--connections", String(load.connections)],
    ...subject.headers.map((header) => ["--header", header]),
  ].flat();
}

function rssOf(subject: Subject): number[] {
  const usage = readUsage(subject.pid);
  return usage === undefined ? [] : [usage.rss];
}
