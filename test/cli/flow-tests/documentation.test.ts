// docs/flow-tests.md is correct: its scenarios pass, the command prints its outputs, and its tables are complete.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { scenarioFileSchema } from "#cli/flow-tests/scenario-schema.ts";
import { codeBlocks, ROOT, readMarkdown } from "#support/markdown.ts";
import { runMain } from "#support/run-main.ts";

const PAGE = "docs/flow-tests.md";
const blocks = codeBlocks(PAGE).map(({ code }) => code);
const scenarios = blocks.find((code) => code.startsWith("flow: ")) ?? "";
const [passing = "", failing = ""] = blocks.filter((code) => code.startsWith("$ flowhook test"));

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "flowhook-documentation-"));
  mkdirSync(join(root, "flows", "tests"), { recursive: true });
  writeFileSync(join(root, "flows", "tests", "abandoned-checkout.yaml"), scenarios);
});

afterEach(() => rmSync(root, { recursive: true }));

/** Runs the command on the scenarios of the page, with the shipped flow, changed by `change`. */
async function output(change: (flow: string) => string, ...args: readonly string[]): Promise<string> {
  const flow = readFileSync(join(ROOT, "flows", "abandoned-checkout.yaml"), "utf8");
  writeFileSync(join(root, "flows", "abandoned-checkout.yaml"), change(flow));
  const { stdout, stderr } = await runMain("test", join(root, "flows", "tests"), ...args);
  return (stderr + stdout).replaceAll(`${root}/`, "").replace(/in \d+ ms/, "in 9 ms");
}

describe(PAGE, () => {
  it("shows scenarios that pass", async () => {
    expect(`$ flowhook test\n${await output((flow) => flow)}`).toBe(passing);
  });

  it("shows the output for a failed scenario", async () => {
    const shorter = (flow: string) => flow.replace("value: 4", "value: 3");
    expect(`$ flowhook test --name "one reminder"\n${await output(shorter, "--name", "one reminder")}`).toBe(failing);
  });

  it("describes every field of a file, a scenario and a webhook", () => {
    const { scenarios: list, ...file } = scenarioFileSchema.shape;
    const { expect: expected, ...scenario } = list.element.shape;
    const webhook = expected.unwrap().element.shape;
    const { $schema: _, ...documented } = { ...file, ...scenario, ...webhook, ...webhook.request.unwrap().shape };
    expect(Object.keys(documented).filter((field) => !readMarkdown(PAGE).includes(`\`${field}\``))).toEqual([]);
  });
});
