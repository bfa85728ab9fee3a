// The real CDK command, against the emulator: `cdk bootstrap` and `cdk deploy` of the real app.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { EMULATOR_FOLDER, type Emulator } from "./emulator.ts";

const REPOSITORY = join(import.meta.dirname, "..", "..");
const CDK = join(REPOSITORY, "node_modules", "aws-cdk", "bin", "cdk");
const OUTPUTS = join(EMULATOR_FOLDER, "outputs.json");

/** The stack's name here: not the one it has by default, so that a name written somewhere would show. */
const STACK = "FlowhookOnEmulator";

/** The stack's outputs, by name. */
export type Outputs = Readonly<Record<string, string>>;

/** Prepares the emulated account for CDK. */
export function bootstrap(emulator: Emulator): void {
  // Without an app: `--app ""` keeps the command from synthesizing this one.
  cdk(emulator, ["bootstrap", "aws://000000000000/us-east-1", "--app", ""], 120_000);
}

/** Deploys the stack with the flows of a directory. */
export function deploy(emulator: Emulator, flows: string): Outputs {
  const context = { stackName: STACK, flows, allowTargets: "127.0.0.0/8", retainData: "false" };
  cdk(
    emulator,
    [
      "deploy",
      ...Object.entries(context).flatMap(([name, value]) => ["--context", `${name}=${value}`]),
      ...["--require-approval", "never", "--method", "direct"],
      ...["--output", join(EMULATOR_FOLDER, "cdk.out"), "--outputs-file", OUTPUTS],
    ],
    240_000,
  );
  const outputs: Record<string, Outputs> = JSON.parse(readFileSync(OUTPUTS, "utf8"));
  const own = outputs[STACK];
  if (own === undefined) throw new Error(`The deployment has no outputs of ${STACK}`);
  return own;
}

function cdk(emulator: Emulator, args: readonly string[], timeout: number): void {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CDK, ...args], {
    cwd: REPOSITORY,
    env: { ...emulator.environment, CI: "true" },
    encoding: "utf8",
    timeout,
  });
  if (status === 0) return;
  const end = `${stdout}\n${stderr}`.split("\n").slice(-60).join("\n");
  throw new Error(`cdk ${args[0]} failed (${status ?? `no end within ${timeout / 1_000} s`}):\n${end}`);
}
