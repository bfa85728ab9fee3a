import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { FUNCTION_NAMES, type FunctionName } from "../../lambdas/environment.ts";
import { BUNDLE_FILE, writeBundle } from "../../lib/function-bundle.ts";

const KIB = 1024;

/** Largest bundle: what is larger takes longer to load before a function's first message. */
const LIMIT = 600 * KIB;

/** Bundles that are larger, with the reason. */
const LARGER: Partial<Record<FunctionName, number>> = {
  // All that read flows: the client of S3, 160 KiB, from which a hundred thousand flows are read for what one costs in
  // DynamoDB. And:
  // conditions (re2js).
  matcher: 790 * KIB,
  // Templates (liquidjs and the dialect on it), and the health of targets.
  dispatcher: 820 * KIB,
  // Conditions (re2js), dates, deliveries that are put on record, and runs that were cancelled.
  "flow-runner": 810 * KIB,
  // Checks of whole flows.
  "flow-deployment": 720 * KIB,
  // All there is: it explains (conditions, dates), renders (templates) and has routes (hono).
  management: 1_100 * KIB,
};

const folder = mkdtempSync(join(tmpdir(), "flowhook-bundles-"));
afterAll(() => rmSync(folder, { recursive: true }));

const bundles = FUNCTION_NAMES.map((name) => {
  const contents = writeBundle(name, join(folder, name));
  return [name, join(folder, name, BUNDLE_FILE), contents] as const;
});

describe.each(bundles)("the bundle of %s", (name, path, contents) => {
  test("is small enough to load fast", () => {
    expect(statSync(path).size).toBeLessThanOrEqual(LARGER[name] ?? LIMIT);
  });

  test("holds all that it imports when it is loaded, the AWS SDK too", () => {
    const imports = Object.values(contents.outputs).flatMap((output) => output.imports);
    const loaded = imports.filter(({ kind }) => kind !== "dynamic-import").map(({ path: module }) => module);
    expect(loaded.filter((module) => !isBuiltin(module))).toEqual([]);
  });

  test("exports its handler", () => {
    expect(readFileSync(path, "utf8")).toMatch(/export\s*\{[^}]*\bas handler\b[^}]*\}/);
  });
});
