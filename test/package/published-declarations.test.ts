import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { publishDeclarations } from "../../tools/published-declarations.ts";
import { filesBelow } from "./packed-package.ts";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flowhook-declarations-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** Publishes declarations by path; `lib/index.d.ts` is the entry's. */
function publish(emitted: Record<string, string>): void {
  for (const [path, text] of Object.entries(emitted)) {
    const file = join(folder, "emitted", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  publishDeclarations({
    emitted: join(folder, "emitted"),
    published: join(folder, "published"),
    entry: "lib/index.ts",
    packages: ["constructs"],
  });
}

function published(path: string): string {
  return readFileSync(join(folder, "published", path), "utf8");
}

it("exactly the declarations that the entry imports, directly or not, are published", () => {
  publish({
    "lib/index.d.ts": 'export { A } from "./a/a.ts";',
    "lib/a/a.d.ts": 'import type { B } from "../b.ts";\nexport type A = B;',
    "lib/b.d.ts": "export type B = 1;",
    "lib/private.d.ts": "export type C = 1;",
  });
  expect(filesBelow(join(folder, "published"))).toEqual(["lib/a/a.d.ts", "lib/b.d.ts", "lib/index.d.ts"]);
});

it.each([
  ['export { A } from "./a.ts";', 'export { A } from "./a.js";'],
  ['import { type A } from "./a.ts";', 'import { type A } from "./a.js";'],
  ['import "./a.ts";', 'import "./a.js";'],
  ['export declare const a: import("./a.ts").A;', 'export declare const a: import("./a.js").A;'],
  ['import type { J } from "#core/json.ts";', 'import type { J } from "../src/core/json.js";'],
  ['import { Construct } from "constructs";', 'import { Construct } from "constructs";'],
  ['import { X } from "constructs/lib/x";', 'import { X } from "constructs/lib/x";'],
])("%s is published as %s", (emitted, expected) => {
  publish({ "lib/index.d.ts": emitted, "lib/a.d.ts": "", "src/core/json.d.ts": "" });
  expect(published("lib/index.d.ts")).toBe(expected);
});

it.each(["zod", "constructs-of-others", "node:fs"])(
  "an import of %s, which users may not have, is an error",
  (name) => {
    expect(() => publish({ "lib/index.d.ts": `import { X } from "${name}";` })).toThrow(
      `The declarations of lib/index.ts import ${name}`,
    );
  },
);
