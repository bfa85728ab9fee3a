// Reads the documentation for tests: its files, and the parts of them that tests check.

import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The path of every Markdown file, relative to the repository. */
export const MARKDOWN_FILES: readonly string[] = [
  ...readdirSync(ROOT).filter(isMarkdown),
  ...readdirSync(join(ROOT, "docs"), { recursive: true, encoding: "utf8" })
    .filter(isMarkdown)
    .map((file) => join("docs", file)),
].sort();

function isMarkdown(file: string): boolean {
  return file.endsWith(".md");
}

/** The text of a file. */
export function readMarkdown(file: string): string {
  return readFileSync(join(ROOT, file), "utf8");
}

/** A block of code. */
export interface CodeBlock {
  /** Where it begins: "README.md:12". */
  readonly place: string;
  /** The language after the fence; empty without one. */
  readonly language: string;
  readonly code: string;
}

/** A fence, the lines up to its closing fence, and their indentation in a list. */
const FENCED = /^( *)```(\w*)[^\n]*\n(.*?)^ *```$/gms;

/** The blocks of code of a file. */
export function codeBlocks(file: string): CodeBlock[] {
  const text = readMarkdown(file);
  return [...text.matchAll(FENCED)].map(({ index, 1: indent = "", 2: language = "", 3: code = "" }) => ({
    place: `${file}:${text.slice(0, index).split("\n").length}`,
    language,
    code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  }));
}

/** A file without its code, where brackets and hashes mean something else. */
export function prose(file: string): string {
  return readMarkdown(file)
    .replaceAll(FENCED, "")
    .replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]]/g, ""));
}

/** The anchors of a file's headings, as GitHub creates them. */
export function anchors(file: string): string[] {
  return [...prose(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}\p{Pc} -]/gu, "")
      .replaceAll(" ", "-"),
  );
}

/** A link's target, up to a title or the end. */
const LINK = /\]\(<?([^)\s>]+)/g;

/** The targets of a file's links to other files, as they are written. */
export function relativeLinks(file: string): string[] {
  return [...prose(file).matchAll(LINK)].map(([, target = ""]) => target).filter((target) => !/^[a-z]+:/.test(target));
}

/** The files that a file links to, as seen from the repository. */
export function linkedFiles(file: string): string[] {
  const paths = relativeLinks(file).map((link) => link.split("#", 1)[0] ?? "");
  return paths.filter((path) => path !== "").map((path) => join(dirname(file), path));
}

/** The rows of every table under a heading of the second level, without the rows that name the columns. */
export function tableRows(text: string, heading: string): string[][] {
  const sections = text.split(/^## /m);
  const section = sections.find((part) => part.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`There is no heading "${heading}"`);
  const lines = section.split("\n");
  return lines
    .filter((line, index) => line.startsWith("| ") && !isRule(line) && !isRule(lines[index + 1] ?? ""))
    .map((line) => line.slice(2, -2).split(" | "));
}

function isRule(line: string): boolean {
  return /^\| -+ \|/.test(line);
}
