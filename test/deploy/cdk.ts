// The real commands, against the emulator: `cdk bootstrap`, and `npm run deploy` of the real app.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { EMULATOR_FOLDER, type Emulator } from "./emulator.ts";
import { SLOW } from "./key-life.ts";

const REPOSITORY = join(import.meta.dirname, "..", "..");
const CDK = join(REPOSITORY, "node_modules", "aws-cdk", "bin", "cdk");
const DEPLOY = join(REPOSITORY, "tools", "deploy.ts");
const OUTPUTS = join(EMULATOR_FOLDER, "outputs.json");

/** A name other than the default, so that the test fails if a name is hard-coded. */
const STACK = "FlowhookOnEmulator";

const DEPLOYMENT_TIMEOUT_MS = 240_000;

/** The stack's outputs, by name. */
export type Outputs = Readonly<Record<string, string>>;

/** Prepares the emulated account for CDK. */
export function bootstrap(emulator: Emulator): void {
  // Without an app: `--app ""` keeps the command from synthesizing this one.
  cdk(emulator, ["bootstrap", "aws://000000000000/us-east-1", "--app", ""], 120_000);
}

/** The settings of the stack, without the flows. The emulator creates the key and enforces no permission on it. */
const SETTINGS = {
  ...{ stackName: STACK, allowTargets: ["127.0.0.0/8"], retainData: false, encryptionKey: true },
  keyRates: [SLOW],
};

/** Deploys the stack with the flows of a directory, with the command that users run. */
export function deploy(emulator: Emulator, flows: string): Outputs {
  const { status, end } = npmRunDeploy(emulator, { ...SETTINGS, flows });
  if (status !== 0) throw new Error(`The deployment failed (${status ?? "no end within its time"}):\n${end}`);
  const outputs: Record<string, Outputs> = JSON.parse(readFileSync(OUTPUTS, "utf8"));
  const own = outputs[STACK];
  if (own === undefined) throw new Error(`The deployment has no outputs of ${STACK}`);
  return own;
}

/** Tries to deploy the stack with settings that lack the allowed targets, without a terminal for the confirmation. */
export function deployWithoutTargets(emulator: Emulator, flows: string): { status: number | null; end: string } {
  const { allowTargets: _, ...others } = SETTINGS;
  return npmRunDeploy(emulator, { ...others, flows });
}

/** Runs the command behind `npm run deploy` with a settings file. */
function npmRunDeploy(emulator: Emulator, settings: object): { status: number | null; end: string } {
  const file = join(EMULATOR_FOLDER, "settings.yaml");
  writeFileSync(file, JSON.stringify(settings));
  const options = ["--require-approval", "never", "--method", "direct", "--output", join(EMULATOR_FOLDER, "cdk.out")];
  return run(
    emulator,
    [DEPLOY, "--context", `settings=${file}`, ...options, "--outputs-file", OUTPUTS],
    DEPLOYMENT_TIMEOUT_MS,
  );
}

/** Deploys an app other than that of the repository. The status of its stack shows whether that failed. */
export function deployApp(emulator: Emulator, file: string, environment: Readonly<Record<string, string>>): void {
  const options = ["--require-approval", "never", "--method", "direct", "--output", join(EMULATOR_FOLDER, "cdk.other")];
  const withEnvironment = { ...emulator, environment: { ...emulator.environment, ...environment } };
  run(withEnvironment, [CDK, "deploy", "--app", `node ${file}`, ...options], DEPLOYMENT_TIMEOUT_MS);
}

function cdk(emulator: Emulator, args: readonly string[], timeout: number): void {
  const { status, end } = run(emulator, [CDK, ...args], timeout);
  if (status !== 0)
    throw new Error(`cdk ${args[0]} failed (${status ?? `no end within ${timeout / 1_000} s`}):\n${end}`);
}

function run(emulator: Emulator, args: readonly string[], timeout: number): { status: number | null; end: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: REPOSITORY,
    env: { ...emulator.environment, CI: "true" },
    encoding: "utf8",
    timeout,
  });
  return { status, end: `${stdout}\n${stderr}`.split("\n").slice(-60).join("\n") };
}
