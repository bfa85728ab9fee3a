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

/** Checks only these files and folders: `node tools/check-english.ts src/core` */
const requested = process.argv.slice(2);
const isRequested = (path: string) => requested.length === 0 || requested.some((prefix) => path.startsWith(prefix));
const files = filesToCheck().filter(isRequested);
const problems = files.flatMap(findings);

for (const problem of problems) console.error(problem);
if (problems.length > 0) {
  console.error(`English: ${problems.length} findings. CONTRIBUTING.md has the rules and says how to add one.`);
  process.exitCode = 1;
} else {
  console.log(`English: ${files.length} files checked`);
}
