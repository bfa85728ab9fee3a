// Source files are loaded with the flow files of a directory, and their problems have a file, a line and a column.

import { describe, expect, it } from "vitest";
import { formatFlowProblem, formatFlowWarning, loadFlows } from "#app/flows/load-flows.ts";
import { sourceOfFile } from "#app/sources/load-source.ts";
import { orderFlow } from "#support/flow-files.ts";

const SHOP = "kind: shopify\nsecret: shop\n";

const FLOW = orderFlow("order", "https://hook.example/");

function problemsOf(text: string, path = "flows/shop.source.yaml"): string[] {
  return loadFlows([{ path, text }]).problems.map(formatFlowProblem);
}

it.each([
  ["flows/shop.source.yaml", "shop"],
  ["shop.source.yml", "shop"],
  ["C:\\flows\\shop.source.json", "shop"],
  ["a.source/shop.yaml", undefined],
  ["flows/source.yaml", undefined],
  ["flows/shop.source.txt", undefined],
])("the file %s declares the source %s", (path, name) => {
  expect(sourceOfFile(path)).toBe(name);
});

it("source files and flow files are loaded together", () => {
  const loaded = loadFlows([
    { path: "flows/a.yaml", text: FLOW },
    { path: "flows/shop.source.yaml", text: SHOP },
    { path: "flows/code.source.json", text: '{ "$schema": "s.json", "kind": "github", "secret": "code" }' },
  ]);
  expect(loaded.problems).toEqual([]);
  expect(loaded.flows.map(({ id }) => id)).toEqual(["order"]);
  expect(loaded.sources).toMatchObject([
    { name: "shop", kind: "shopify", secret: "shop" },
    { name: "code", kind: "github" },
  ]);
});

describe("problems", () => {
  it("name the file, the place and the source", () => {
    expect(problemsOf("kind: shopify\nsecret: shop\nmapping:\n  metrc: x\n")).toEqual([
      'flows/shop.source.yaml:4:10: There is no field "metrc" here. Did you mean "metric"? (source shop) [source-invalid]',
    ]);
  });

  it("in a template have the place in the template", () => {
    const text = `${SHOP}mapping:\n  unique_id: |\n    first line\n    {{ bdy.id }}\n`;
    expect(problemsOf(text)).toEqual([
      expect.stringMatching(
        /^flows\/shop\.source\.yaml:6:\d+: There is no variable "bdy"\. .*\[template-unknown-variable\]$/,
      ),
    ]);
  });

  it.each([
    ["", "source-invalid"],
    ["kind: [", "flow-not-yaml"],
    ["kind: shopify\nsecret: {{ secret }}\n", "flow-not-yaml"],
  ])("of the text %j have a code", (text, code) => {
    expect(problemsOf(text)).toEqual([expect.stringContaining(`[${code}]`)]);
  });

  it("in the name of the file are reported", () => {
    expect(problemsOf(SHOP, "flows/My Shop.source.yaml")).toEqual([expect.stringContaining("[source-name]")]);
  });

  it("of two files for one source name both files", () => {
    const files = ["a.source.yaml", "a.source.yml"].map((path) => ({ path, text: SHOP }));
    const { sources, problems } = loadFlows(files);
    expect(sources).toHaveLength(1);
    expect(problems.map(formatFlowProblem)).toEqual([
      'a.source.yml:1:1: The source "a" is already declared in a.source.yaml. Remove or rename one of the files. ' +
        "(source a) [source-duplicate]",
    ]);
  });
});

it("a missing secret is a warning", () => {
  const known = {
    hostsOf: () => undefined,
    missing: (name: string) => (name === "new" ? "There is no new." : undefined),
  };
  const text = "kind: shopify\nsecret: [new, shop]\n";
  const { sources, warnings } = loadFlows([{ path: "shop.source.yaml", text }], [], known);
  expect(sources).toHaveLength(1);
  expect(warnings.map(formatFlowWarning)).toEqual([
    "shop.source.yaml:2:1: warning: There is no new. (source shop) [source-secret-missing]",
  ]);
});
