// Every file and folder of this repository that a document names exists, so that a reader who follows the name finds it.

import { globSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MARKDOWN_FILES, ROOT, readMarkdown } from "#support/markdown.ts";

const TOP_LEVEL = ["bin", "lib", "lambdas", "src", "test", "bench", "docs", "tools", "schema", "examples"];

/** A path below a folder of the repository: src/core/flow/graph.ts, flows/tests, test/app/*simulation.test.ts. */
const PATH = new RegExp(String.raw`(?<![\w./-])(?:${TOP_LEVEL.join("|")})/[\w*<>./-]*[\w*>/]`, "g");

/** The name of a source file alone, as in "graph.ts". */
const FILE_NAME = /(?<![\w./*>-])[a-z][a-z-]*\.ts\b/g;

/** The changelog names files as they were at the time. */
const HISTORY = ["CHANGELOG.md"];

/** A folder that a command of the document creates. */
const CREATED = ["bench/results/"];

function namedPaths(file: string): string[] {
  const text = readMarkdown(file).replaceAll(/https?:\/\/\S+/g, "");
  const paths = text.match(PATH) ?? [];
  const names = (text.match(FILE_NAME) ?? []).map((name) => `**/${name}`);
  return [...new Set([...paths, ...names])];
}

/** "<backend>" in a path names any folder. */
function exists(path: string): boolean {
  const pattern = path.replaceAll(/<[^>]*>/g, "*").replaceAll(/\/$/g, "");
  const exclude = (folder: string) => folder.endsWith("node_modules") || folder.endsWith("dist");
  return globSync(pattern, { cwd: ROOT, exclude }).length > 0;
}

describe("the documentation", () => {
  it("names paths", () => {
    expect(namedPaths("CONTRIBUTING.md")).toContain("src/core/filters");
  });

  it.each(MARKDOWN_FILES.filter((file) => !HISTORY.includes(file)))("%s names only files that exist", (file) => {
    expect(namedPaths(file).filter((path) => !CREATED.includes(path) && !exists(path))).toEqual([]);
  });
});
