// The package as its users get it: built, packed, unpacked outside of this repository, run as a command and imported by a CDK app.

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The other packages of a CDK app: the peers, and the types of Node. */
const INSTALLED = ["aws-cdk-lib", "constructs", "@types/node"];

/** A user's project with the package in its node_modules. */
export interface Project {
  readonly folder: string;
  /** The package's own folder. */
  readonly packed: string;
}

/** Builds and packs this repository, and creates a project with the package installed. */
export function installPacked(): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "flowhook-package-")));
  execFileSync("npm", ["pack", "--silent", "--offline", "--pack-destination", folder], { cwd: ROOT, stdio: "pipe" });
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz"));
  if (tarball === undefined) throw new Error("npm pack made no tarball");
  const packed = join(folder, "node_modules", "flowhook");
  mkdirSync(packed, { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, tarball), "-C", packed, "--strip-components", "1"]);
  for (const name of INSTALLED) link(name, folder);
  return { folder, packed };
}

function link(name: string, folder: string): void {
  const target = join(folder, "node_modules", name);
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(join(ROOT, "node_modules", name), target);
}

/** All files below a folder, relative to it and sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

export interface Started {
  readonly child: ChildProcess;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Resolves once the output contains a text; rejects if the command ends without it. */
  printed(text: string): Promise<void>;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

/** Starts a program. The first `node` on its PATH is the one that runs these tests. */
export function start(cwd: string, program: string, args: readonly string[]): Started {
  const path = `${dirname(process.execPath)}:${process.env["PATH"]}`;
  const child = spawn(program, args, { cwd, env: { PATH: path }, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (output.stdout += chunk));
  child.stderr.on("data", (chunk) => (output.stderr += chunk));
  const ended = once(child, "close").then(([code]) => code);
  return {
    child,
    ended,
    stdout: () => output.stdout,
    stderr: () => output.stderr,
    printed: (text) =>
      new Promise((resolve, reject) => {
        const check = () => output.stdout.includes(text) && resolve();
        child.stdout.on("data", check);
        void ended.then((code) => reject(new Error(`It ended with ${code}: ${output.stdout}${output.stderr}`)));
        check();
      }),
  };
}

/** Runs a program until it ends. */
export async function run(cwd: string, program: string, ...args: readonly string[]) {
  const { ended, stdout, stderr } = start(cwd, program, args);
  return { code: await ended, stdout: stdout(), stderr: stderr() };
}

/** Extends the stack, uses its properties, and makes mistakes that the compiler must find. */
const APP = `
import { App, CfnOutput, Duration, type Stack } from "aws-cdk-lib";
import { FlowhookStack, type FlowhookStackProps, type IngestThrottle } from "flowhook";

const throttle: IngestThrottle = { eventsPerSecond: 10, burst: 20 };

class ShopStack extends FlowhookStack {
  constructor(scope: App, id: string, props: FlowhookStackProps) {
    super(scope, id, { ...props, throttle, terminationProtection: true });
    new CfnOutput(this, "EventsQueue", { value: this.ingest.eventsQueue.queueArn });
    this.deadLetters.events.metricNumberOfMessagesSent({ period: Duration.minutes(1) });
  }
}

export function mistakes(): void {
  // @ts-expect-error flows is missing
  new FlowhookStack(new App(), "WithoutFlows", {});
  // @ts-expect-error allowTargets is misspelt
  new FlowhookStack(new App(), "Misspelt", { flows: "flows", allowTarget: [] });
}

const app = new App({ outdir: "cdk.out" });
const stack: Stack = new ShopStack(app, "Shop", { flows: "node_modules/flowhook/flows" });
app.synth();
console.log(stack.stackName);
`;

/** The options of `cdk init`, but with declarations checked as well. */
const OPTIONS = { strict: true, noEmit: true, target: "es2022", types: ["node"], skipLibCheck: false };

/** The module resolutions that users' compilers use. */
export const MODULE_KINDS = {
  nodenext: { module: "nodenext" },
  bundler: { module: "preserve", moduleResolution: "bundler" },
};

export type ModuleKind = keyof typeof MODULE_KINDS;

/** Writes the app as an ES module and, as `cdk init` does, as a CommonJS module. */
export function writeCdkApp(folder: string): void {
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  for (const file of ["app.mts", "app.cts"]) writeFileSync(join(folder, file), APP);
  for (const [kind, options] of Object.entries(MODULE_KINDS)) {
    const settings = { compilerOptions: { ...OPTIONS, ...options }, files: ["app.mts", "app.cts"] };
    writeFileSync(join(folder, `tsconfig.${kind}.json`), JSON.stringify(settings));
  }
}
