// Checks the English of comments, strings and documents against tools/english/patterns.ts; CONTRIBUTING.md states the rules.
//
// Why a script: Vale reads comments but not strings, so it would miss messages and test titles, and its npm package downloads a
// binary when it is installed. textlint has no maintained plugin for TypeScript. oxc-parser, which knip brings along, returns
// the comments and the syntax tree of all files in two seconds.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { findingsIn } from "./english/findings.ts";
import { markdownProse } from "./english/markdown-prose.ts";
import { typescriptProse } from "./english/typescript-prose.ts";

/** The files that quote the phrases. */
const QUOTING = ["tools/english/patterns.ts", "test/tools/english.test.ts"];

/** One file or folder a line. A line that begins with "#" names the room that the next lines belong to. */
const PENDING = "tools/english/pending.txt";

/** The files that git tracks or would track, without those that are deleted but still tracked. */
function filesToCheck(): string[] {
  const patterns = ["*.ts", "*.mjs", "bin/*.js", "*.md"];
  const listing = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", ...patterns];
  const paths = execFileSync("git", listing, { encoding: "utf8" }).split("\0");
  return paths.filter((path) => path !== "" && !QUOTING.includes(path) && existsSync(path));
}

function findings(path: string): string[] {
  const source = readFileSync(path, "utf8");
  const prose = path.endsWith(".md") ? markdownProse(source) : typescriptProse(path, source);
  const found = prose.flatMap(findingsIn).toSorted((a, b) => a.offset - b.offset);
  return found.map(({ offset, found: text, pattern }) => {
    const before = source.slice(0, offset).split("\n");
    const position = `${path}:${before.length}:${(before.at(-1)?.length ?? 0) + 1}`;
    return `${position}: "${text}": ${pattern.why}. Write: ${pattern.instead}.`;
  });
}

/** The entries of PENDING, each with the number of its findings, which the loop below counts. */
const pending = new Map(
  readFileSync(PENDING, "utf8")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((entry) => [entry, 0]),
);

/** Files and folders to check now although they are pending: `node tools/check-english.ts src/core` */
const requested = process.argv.slice(2);
const problems: string[] = [];
const files = filesToCheck();

for (const path of files) {
  const found = findings(path);
  const entry = [...pending.keys()].find((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  const isRequested = requested.some((prefix) => path.startsWith(prefix));
  if (entry === undefined || isRequested) problems.push(...found);
  if (entry !== undefined) pending.set(entry, (pending.get(entry) ?? 0) + found.length);
}
for (const [entry, count] of pending) {
  if (count === 0) problems.push(`${PENDING}: ${entry} has no findings left; remove its line.`);
}

for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error(`English: ${problems.length} findings. CONTRIBUTING.md has the rules and says how to add one.`);
  process.exitCode = 1;
} else {
  const left = [...pending].map(([entry, count]) => `${entry} ${count}`).join(", ");
  console.log(`English: ${files.length} files checked${left === "" ? "" : `; findings left to rewrite: ${left}`}`);
}
