// An emulator of AWS on this machine (ministack, from PyPI): API Gateway, SQS, Lambda as local Node processes, DynamoDB,
// Secrets Manager and CloudFormation, in one process on loopback. It needs no account, no Docker and no root.

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { closedPort } from "#support/receiver.ts";

/** The version whose gaps emulator-gaps.ts fills. */
const MINISTACK = "ministack==1.5.33";

/** The folder of the emulator and its logs, which git ignores. */
export const EMULATOR_FOLDER = join(import.meta.dirname, "..", "..", ".emulator");

const VENV = join(EMULATOR_FOLDER, "venv");
const TLS_STAND_IN = join(import.meta.dirname, "tls-stand-in.ts");
const START_MS = 60_000;

/** A running emulator. */
export interface Emulator {
  /** Its one endpoint, for every service. */
  readonly url: string;
  /** Environment variables that point AWS's tools to the emulator and to no other service. */
  readonly environment: Readonly<Record<string, string>>;
  /** A header that selects a service. The emulator allows everything to this key and does not check the signature. */
  signedFor(service: string): string;
  stop(): Promise<void>;
}

/** Installs the emulator if it is missing, and starts it on a free port. */
export async function startEmulator(): Promise<Emulator> {
  install();
  const port = await closedPort();
  const url = `http://127.0.0.1:${port}`;
  // Functions run from this folder. It is outside the repository, whose package.json says "module", because the emulator writes
  // CommonJS.
  const work = mkdtempSync(join(tmpdir(), "flowhook-emulator-"));
  const log = openSync(join(EMULATOR_FOLDER, "emulator.log"), "w");
  const functionsPort = await closedPort();
  const settings = {
    BIND_HOST: "127.0.0.1",
    GATEWAY_PORT: String(port),
    AUTH: "true",
    // The endpoint that functions get.
    AWS_ENDPOINT_URL: `http://127.0.0.1:${functionsPort}`,
  };
  const emulator = spawn(join(VENV, "bin", "ministack"), [], {
    env: { PATH: path(), TMPDIR: work, HOME: work, ...settings },
    stdio: ["ignore", log, log],
  });
  endWithThisProcess(emulator);
  const standIn = spawn(process.execPath, [TLS_STAND_IN, String(functionsPort), String(port)], {
    stdio: ["ignore", log, log],
  });
  endWithThisProcess(standIn);
  const stop = async (): Promise<void> => {
    await end(emulator);
    await end(standIn);
    rmSync(work, { recursive: true, force: true });
  };
  try {
    await untilHealthy(url, emulator);
    await untilHealthy(settings.AWS_ENDPOINT_URL, standIn);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, environment: environment(url), signedFor, stop };
}

function signedFor(service: string): string {
  const scope = `test/20260101/us-east-1/${service}/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
}

/** Puts this Node first, because the emulator runs functions on the first Node that it finds. */
function path(): string {
  return `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`;
}

function environment(url: string): Record<string, string> {
  return {
    PATH: path(),
    HOME: EMULATOR_FOLDER,
    AWS_ENDPOINT_URL: url,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_REGION: "us-east-1",
    AWS_DEFAULT_REGION: "us-east-1",
    // These keep the tools from using an account that this machine knows.
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    CDK_DISABLE_CLI_TELEMETRY: "true",
  };
}

function install(): void {
  if (existsSync(join(VENV, "bin", "ministack"))) return;
  mkdirSync(EMULATOR_FOLDER, { recursive: true });
  run("python3", ["-m", "venv", VENV], "The deploy test needs python3 with its venv module");
  const pip = ["install", "--quiet", "--disable-pip-version-check", "--no-compile", MINISTACK];
  run(join(VENV, "bin", "pip"), pip, "The emulator could not be installed");
}

function run(command: string, args: readonly string[], complaint: string): void {
  const { status, stderr, error } = spawnSync(command, args, { encoding: "utf8", timeout: 300_000 });
  if (status !== 0) throw new Error(`${complaint}: ${error?.message ?? stderr}`);
}

async function untilHealthy(url: string, emulator: ChildProcess): Promise<void> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && emulator.exitCode === null) {
    const answer = await fetch(`${url}/_ministack/health`).catch(() => undefined);
    if (answer?.ok) return;
    await pause(100);
  }
  throw new Error(`The emulator did not start; see ${join(EMULATOR_FOLDER, "emulator.log")}`);
}

/** Ends the child with this process, for whatever reason this process ends. */
function endWithThisProcess(child: ChildProcess): void {
  process.once("exit", () => child.kill("SIGKILL"));
  process.once("SIGTERM", () => process.exit(1));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await ended;
  clearTimeout(late);
}
