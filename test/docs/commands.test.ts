// The explanations and renderings in the documentation are the output of the command. Tests the blocks that begin with
// "$ flowhook explain", "$ flowhook render" or "$ flowhook sources".

import { describe, expect, it } from "vitest";
import { codeBlocks, MARKDOWN_FILES } from "#support/markdown.ts";
import { runMain } from "#support/run-main.ts";

const CALL = /^\$ flowhook ((?:explain|render|sources) .*)\n/;

/** The call that a block shows, and its output. */
const calls = MARKDOWN_FILES.flatMap(codeBlocks).flatMap(({ place, code }) => {
  const [line = "", call] = CALL.exec(code) ?? [];
  return call === undefined ? [] : [{ place, args: call.split(" "), output: code.slice(line.length) }];
});

describe("the documentation", () => {
  it("shows outputs of the command", () => {
    expect(calls).not.toEqual([]);
  });

  it.each(calls)("$place: the command prints the shown output", async ({ args, output }) => {
    const { stdout, stderr } = await runMain(...args);
    expect(stderr + stdout).toBe(output);
  });
});
