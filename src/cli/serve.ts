// `flowhook serve`: runs the embedded process until it is told to stop.

import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { formatFlowProblem } from "#app/flows/load-flows.ts";
import type { Secrets } from "#app/ports.ts";
import { environmentSecrets } from "#backends/embedded/environment-secrets.ts";
import { keptSecret } from "#backends/embedded/kept-secrets.ts";
import { systemTimer } from "#backends/embedded/timer.ts";
import { FileFlowStore } from "#backends/flow-files/file-flow-store.ts";
import { createHttpTarget } from "#backends/http-target/http-target.ts";
import type { Listener } from "#core/target/own-listeners.ts";
import { DataDirectoryInUse, type EmbeddedProcess, startEmbedded } from "#server/embedded-process.ts";
import { startDemo } from "./demo/demo.ts";
import { parseServeOptions, readSigningSecret, type ServeOptions } from "./serve-options.ts";
import { CommandFailed, EXIT } from "./usage-error.ts";
import { watchFlows } from "./watch-flows.ts";

/** Runs the embedded process; resolves with the exit code when it has stopped. */
export async function runServe(args: string[], version: string): Promise<number> {
  const options = parseServeOptions(args);
  const environment = process.env;
  const flows = loadFlowDirectory(options.flows);
  mkdirSync(options.data, { recursive: true });
  const kept = (name: string, make: () => string) => keptSecret(options.data, name, make);
  const adminToken = environment["FLOWHOOK_ADMIN_TOKEN"] ?? kept("admin-token", () => token());
  const signing = environment["FLOWHOOK_SIGNING_SECRET"] ?? kept("signing-secret", newSigningSecret);
  const ingestKey = environment["FLOWHOOK_API_KEY"] ?? (options.demo ? kept("demo-ingest-key", () => token()) : undefined);
  const secrets = environmentSecrets(environment, [readSigningSecret(signing, "FLOWHOOK_SIGNING_SECRET")]);
  const demo = options.demo ? await startDemo() : undefined;

  const listeners: Listener[] = [];
  const target = createHttpTarget({
    policy: { allowed: options.allowed },
    ownListeners: () => listeners,
    ...(demo ? { redirectTo: demo.receiverUrl } : {}),
  });
  const embedded = await start({
    data: options.data,
    flows,
    secrets: demo ? withDemoSecrets(secrets) : secrets,
    target,
    organization: {},
    adminToken,
    ...(ingestKey === undefined ? {} : { ingestKey }),
    version,
    now: Date.now,
    random: Math.random,
    setTimer: systemTimer,
    onError: logError,
  });
  const address = await listen(embedded, options);
  listeners.push(address);
  const url = `http://${address.address.includes(":") ? `[${address.address}]` : address.address}:${address.port}`;
  process.stdout.write(`Flowhook is listening on ${url}\n`);
  if (embedded.madeIngestKey !== undefined) {
    process.stdout.write(`The ingest key, shown this once: ${embedded.madeIngestKey}\n`);
  }
  const watch = watchFlows(options.flows, flows);
  const shown = demo?.play({ url, ingestKey: ingestKey ?? "", adminToken, data: options.data }).catch(logDemoError);

  await stopSignal();
  watch.close();
  await embedded.stop();
  await target.close();
  await demo?.close();
  await shown;
  return EXIT.done;
}

function loadFlowDirectory(directory: string): FileFlowStore {
  const store = new FileFlowStore(directory);
  const { problems } = readOrFail(() => store.reload(), directory);
  if (problems.length > 0) throw new CommandFailed(["There are problems in flows:", ...problems.map(formatFlowProblem)].join("\n"));
  return store;
}

function readOrFail<T>(read: () => T, directory: string): T {
  try {
    return read();
  } catch (error) {
    throw new CommandFailed(`The flows in ${directory} can't be read: ${error instanceof Error ? error.message : error}`);
  }
}

async function start(options: Parameters<typeof startEmbedded>[0]): Promise<EmbeddedProcess> {
  try {
    return await startEmbedded(options);
  } catch (error) {
    if (error instanceof DataDirectoryInUse) throw new CommandFailed(error.message);
    throw error;
  }
}

async function listen(embedded: EmbeddedProcess, { port, host }: ServeOptions) {
  try {
    return await embedded.listen(port, host);
  } catch (error) {
    await embedded.stop();
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EADDRINUSE") throw new CommandFailed(`Port ${port} is in use. Choose another with --port, or 0 for any.`);
    throw new CommandFailed(`Can't listen on ${host} port ${port}: ${error instanceof Error ? error.message : error}`);
  }
}

/** In the demo a secret that is not set has a value too: nothing leaves this machine. */
function withDemoSecrets(secrets: Secrets): Secrets {
  return { ...secrets, get: async (name) => (await secrets.get(name)) ?? `demo-${name}` };
}

function token(): string {
  return randomBytes(24).toString("base64url");
}

function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString("base64")}`;
}

function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
  });
}

function logError(what: string, error: unknown): void {
  process.stderr.write(`${what}: ${error instanceof Error ? error.message : String(error)}\n`);
}

function logDemoError(error: unknown): void {
  logError("The demo broke", error);
}

