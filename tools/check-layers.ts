// Runs the layering rules of .dependency-cruiser.mjs, and fails if a source file was not read. Without a suitable parser,
// dependency-cruiser reads no file and reports success.

import { execFileSync } from "node:child_process";
import { globSync } from "node:fs";

const ROOTS = ["bin", "lib", "lambdas", "src"];

interface Cruise {
  readonly modules: readonly { readonly source: string }[];
  readonly summary: {
    readonly violations: readonly { rule: { name: string }; from: string; to: string; comment?: string }[];
  };
}

function cruise(): Cruise {
  const command = ["node_modules/dependency-cruiser/bin/dependency-cruiser.mjs", ...ROOTS, "--output-type", "json"];
  // The exit code is the number of violations; the JSON lists them.
  try {
    return JSON.parse(execFileSync(process.execPath, command, { encoding: "utf8", maxBuffer: 2 ** 28 }));
  } catch (error) {
    if (error instanceof Error && "stdout" in error && error.stdout !== "") return JSON.parse(String(error.stdout));
    throw error;
  }
}

const { modules, summary } = cruise();
const expected = ROOTS.flatMap((root) => globSync(`${root}/**/*.ts`)).filter((path) => !path.endsWith(".d.ts"));
const seen = new Set(modules.map((module) => module.source));
const missed = expected.filter((path) => !seen.has(path));
for (const { rule, from, to } of summary.violations) console.error(`${rule.name}: ${from} imports ${to}`);
for (const path of missed) console.error(`not read: ${path}`);
if (missed.length + summary.violations.length > 0) process.exit(1);
console.log(`Layers: ${expected.length} files read, no import breaks a rule`);
