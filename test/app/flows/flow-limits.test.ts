// Files that took minutes, or ended the process, are refused with the position and the limit. The limits bound their cost, so
// these tests need no clock: without the limits, they run for minutes or overflow the stack.

import { describe, expect, it } from "vitest";
import { MAX_ALIASES, MAX_FILE_LENGTH, MAX_NESTING, MAX_TOKENS } from "#app/flows/bounded-yaml.ts";
import { readFlowSource } from "#app/flows/flow-source.ts";
import { loadFlows } from "#app/flows/load-flows.ts";
import { MAX_FINDINGS } from "#core/problem.ts";

const many = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join("");

/** Each problem of a flow file as "line:column message". */
function problemsIn(text: string): string[] {
  const { problems } = loadFlows([{ path: "a.yaml", text }]);
  return problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

describe("a file is refused", () => {
  it.each<[string, string, string]>([
    ["that is too long", `a: ${"x".repeat(MAX_FILE_LENGTH)}`, `1:1 The file has ${MAX_FILE_LENGTH + 3} characters`],
    ["with too many names", many(MAX_TOKENS / 5 + 1, (i) => `k${i}: v\n`), "40001:"],
    ["with too many commas", `[${",".repeat(MAX_TOKENS)}]`, "1:"],
    [
      "with too many aliases",
      `a0: &a0 x\n${many(4_000, (i) => `a${i + 1}: &a${i + 1} [*a${i}]\n`)}`,
      `${MAX_ALIASES + 2}:`,
    ],
    [
      "that nests lists too deeply",
      "[".repeat(20_000),
      `1:${MAX_NESTING + 1} The file nests deeper than 100 levels here`,
    ],
    ["that nests objects too deeply", "{a: ".repeat(20_000), "1:"],
    ["that nests block lists too deeply", "- ".repeat(20_000), "1:"],
    ["that nests block objects too deeply", many(1_000, (i) => `${" ".repeat(i)}a:\n`), "100:"],
    ["that nests explicit names too deeply", "? ".repeat(20_000), "1:"],
  ])("%s", (_what, text, beginning) => {
    const problems = problemsIn(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(beginning);
    expect(problems[0]).not.toContain("call stack");
  });
});

describe("a file is accepted", () => {
  it("with the largest number of names", () => {
    const text = many(MAX_TOKENS / 5 - 10, (i) => `k${i}: v\n`);
    expect(readFlowSource(text).problems).toEqual([]);
    expect(problemsIn(text)).toHaveLength(MAX_FINDINGS + 1);
  });

  it("with texts that begin with an asterisk, which are not aliases", () => {
    const text = many(MAX_ALIASES + 1, (i) => `k${i}: |\n  *bold*\n`);
    expect(readFlowSource(text).problems).toEqual([]);
  });

  it("with the largest number of aliases", () => {
    const text = `a: &a x\n${many(MAX_ALIASES - 1, (i) => `k${i}: *a\n`)}`;
    expect(readFlowSource(text).problems).toEqual([]);
  });
});

it("a chain of thousands of actions exceeds the limit of actions, and has no other problem", () => {
  const chain = many(5_000, (i) => `    - { id: a${i}, type: x, links: { next: a${i + 1} } }\n`);
  const text = `id: a\nname: A\ndefinition:\n  triggers: [{ type: metric, id: A }]\n  entry_action_id: a0\n  actions:\n${chain}`;
  expect(problemsIn(text)).toEqual(["6:3 Must have at most 100 items."]);
});

it("further problems of a file are counted, but not listed", () => {
  const problems = problemsIn(many(50, (i) => `k${i}: v\n`));
  expect(problems).toHaveLength(MAX_FINDINGS + 1);
  expect(problems.at(-1)).toMatch(/^17:6 33 more problems are not shown\.$/);
});
