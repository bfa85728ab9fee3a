import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bundledPackages, thirdPartyNotices } from "../../tools/third-party-notices.ts";

describe("the packages in bundles", () => {
  const bundle = (files: Record<string, number>) => ({
    outputs: {
      "out.js": {
        imports: [],
        inputs: Object.fromEntries(Object.entries(files).map(([path, bytesInOutput]) => [path, { bytesInOutput }])),
      },
    },
  });

  it("are those with at least one byte in the output, each once, sorted by name", () => {
    const first = bundle({ "node_modules/b/index.js": 5, "node_modules/unused/index.js": 0, "src/core/json.ts": 7 });
    const second = bundle({ "node_modules/@scope/a/lib/x.js": 1, "node_modules/b/other.js": 2 });
    expect(bundledPackages([first, second])).toEqual(["node_modules/@scope/a", "node_modules/b"]);
  });

  it("are distinguished from packages that contain a nested copy of them", () => {
    const nested = bundle({ "node_modules/a/node_modules/@scope/b/index.js": 1, "../node_modules/c/index.js": 1 });
    expect(bundledPackages([nested])).toEqual(["../node_modules/c", "node_modules/a/node_modules/@scope/b"]);
  });
});

describe("the notices", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "flowhook-notices-"));
  });

  afterEach(() => rmSync(folder, { recursive: true }));

  const install = (name: string, files: Record<string, string>) => {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "package.json"), JSON.stringify({ name, version: "1.2.3", license: "MIT" }));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, name, file), text);
    return join(folder, name);
  };

  it("contain the license and the notice of each package under its name and version", () => {
    const a = install("a", { LICENSE: "The licence of a\n", NOTICE: "The notice of a\n", "README.md": "Not this" });
    const b = install("b", { "licence.txt": "The licence of b\n" });
    expect(thirdPartyNotices([a, b])).toBe(
      `a 1.2.3 (MIT)\n\nThe licence of a\n\nThe notice of a\n\n${"-".repeat(80)}\n\nb 1.2.3 (MIT)\n\nThe licence of b\n`,
    );
  });

  it("fail for a package without a license file", () => {
    expect(() => thirdPartyNotices([install("a", { "licenses.js": "code" })])).toThrow("a has no license file");
    expect(() => thirdPartyNotices([install("b", { NOTICE: "x" })])).toThrow("b has no license file");
  });
});
