// `flowhook serve`: runs the embedded process until a signal stops it.

import { flushCompileCache } from "node:module";
import type { AddressInfo } from "node:net";
import { systemTimer } from "#backends/embedded/timer.ts";
import { createHttpTarget } from "#backends/http-target/http-target.ts";
import type { Listener } from "#core/target/own-listeners.ts";
import { DataDirectoryUnusable } from "#server/data-directory.ts";
import { type EmbeddedProcess, startEmbedded } from "#server/embedded-process.ts";
import { boundYoungGeneration } from "#server/young-generation.ts";
import { CommandFailed, EXIT, UsageError } from "../command-line/exit.ts";
import { printNotice } from "../command-line/output.ts";
import { parseServeOptions, type ServeOptions } from "./options.ts";
import { type ServeSecrets, serveSecrets } from "./secrets.ts";
import { serveFlows } from "./served-flows.ts";

/** Runs the command; resolves with the exit code after the process has stopped. */
export async function runServe(args: string[], version: string): Promise<number> {
  const options = parseServeOptions(args);
  boundYoungGeneration();
  const allowTargets = options.allowed.map(({ text }) => text);
  const flows = serveFlows(options.flows, { demo: options.demo, allowTargets });
  const keys = keysOrFail(options);
  const demo = options.demo ? await (await import("./demo.ts")).startDemo() : undefined;
  const listeners: Listener[] = [];
  const target = createHttpTarget({
    policy: { allowed: options.allowed },
    ownListeners: () => listeners,
    ...(demo ? { redirectTo: demo.receiverUrl } : {}),
  });
  const embedded = await start({
    data: options.data,
    flows: flows.store,
    sources: flows.store.sources,
    target,
    organization: options.organization,
    timezone: options.timezone,
    secrets: keys.secrets,
    adminToken: keys.adminToken,
    ...(keys.ingestKey === undefined ? {} : { ingestKey: keys.ingestKey }),
    version,
    now: Date.now,
    random: Math.random,
    setTimer: systemTimer,
    clock: () => performance.now(),
    onSlowDisk: (ms) => printNotice(slowDisk(ms)),
    hostLimits: options.limits,
    onNews: ({ text }) => printNotice(text),
    onError: logError,
  });
  const address = await listen(embedded, options);
  listeners.push(address);
  const url = urlOf(address);
  const watch = flows.keepCurrent();
  if (embedded.madeIngestKey !== undefined) {
    process.stdout.write(`The ingest key (printed only once): ${embedded.madeIngestKey}\n`);
  }
  const stopped = stopSignal();
  process.stdout.write(`Flowhook is listening on ${url}\n`);
  flushCompileCache(); // a process that is killed would not write it
  const stopDemo = new AbortController();
  const played = demo
    ?.play({ url, ...keys, data: options.data }, stopDemo.signal)
    .catch((error: unknown) => logError("The demo failed; the server continues", error));

  await stopped;
  stopDemo.abort();
  watch.close();
  await embedded.stop();
  await Promise.all([target.close(), demo?.close(), played]);
  return EXIT.done;
}

function slowDisk(ms: number): string {
  return `The disk of the data directory is slow: a commit takes ${ms.toFixed(1)} ms, and an event is accepted only after one.`;
}

/** Reads the keys and secrets. This creates the data directory. */
function keysOrFail(options: ServeOptions): ServeSecrets {
  try {
    return serveSecrets(options, process.env);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new CommandFailed(`The data directory ${options.data} can't be used: ${messageOf(error)}`);
  }
}

async function start(options: Parameters<typeof startEmbedded>[0]): Promise<EmbeddedProcess> {
  try {
    return await startEmbedded(options);
  } catch (error) {
    if (error instanceof DataDirectoryUnusable) throw new CommandFailed(error.message);
    throw error;
  }
}

async function listen(embedded: EmbeddedProcess, { port, host }: ServeOptions): Promise<AddressInfo> {
  try {
    return await embedded.listen(port, host);
  } catch (error) {
    await embedded.stop();
    const inUse = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
    if (inUse) throw new CommandFailed(`Port ${port} is in use. Choose another with --port; 0 picks a free one.`);
    throw new CommandFailed(`Can't listen on ${host} port ${port}: ${messageOf(error)}`);
  }
}

function urlOf({ address, port }: AddressInfo): string {
  return `http://${address.includes(":") ? `[${address}]` : address}:${port}`;
}

function logError(event: string, error: unknown): void {
  printNotice(`${event}: ${messageOf(error)}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** How often a server that npm started checks that its parent process still runs, in milliseconds. */
const CHECK_PARENT_EVERY_MS = 250;

/**
 * Resolves at SIGTERM or SIGINT, or when the npm command that started the server has ended. npm and npx start a command through a
 * shell and send SIGTERM only to the shell, which ends without forwarding it (https://github.com/npm/cli/issues/6684). The server
 * would keep running as an orphan.
 */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
    // npm sets this variable: https://docs.npmjs.com/cli/v11/using-npm/scripts#current-lifecycle-event
    if (process.env["npm_lifecycle_event"] !== undefined) onParentEnd(resolve);
  });
}

/** Calls back when the parent process has ended. The system then assigns another parent. */
function onParentEnd(ended: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    ended();
  }, CHECK_PARENT_EVERY_MS);
  timer.unref();
}
