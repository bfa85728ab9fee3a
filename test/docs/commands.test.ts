// What the documentation shows of explanations and renderings is what the command prints: blocks that begin with
// "$ flowhook explain" or "$ flowhook render".

import { describe, expect, it } from "vitest";
import { codeBlocks, MARKDOWN_FILES } from "#support/markdown.ts";
import { runMain } from "#support/run-main.ts";

const CALL = /^\$ flowhook ((?:explain|render) .*)\n/;

/** What a block calls, and what it shows of the output. */
const calls = MARKDOWN_FILES.flatMap(codeBlocks).flatMap(({ place, code }) => {
  const [line = "", call] = CALL.exec(code) ?? [];
  return call === undefined ? [] : [{ place, args: call.split(" "), output: code.slice(line.length) }];
});

describe("the documentation", () => {
  it("shows outputs of the command", () => {
    expect(calls).not.toEqual([]);
  });

  it.each(calls)("$place: the command prints what is shown", async ({ args, output }) => {
    const { stdout, stderr } = await runMain(...args);
    expect(stderr + stdout).toBe(output);
  });
});
