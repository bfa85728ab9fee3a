import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { FUNCTION_NAMES, type FunctionName } from "../../lambdas/environment.ts";
import { BUNDLE_FILE, writeBundle } from "../../lib/function-bundle.ts";

const KIB = 1024;

/** The largest bundle, in bytes: a larger one delays the first message of a function. */
const LIMIT = 600 * KIB;

/** Bundles that are larger, with the reason. */
const LARGER: Partial<Record<FunctionName, number>> = {
  // Every function that reads flows contains the client of S3, 160 KiB: reading a hundred thousand flows from S3 costs as much as
  // reading one from DynamoDB. In addition:
  // conditions (re2js), the formats of events, and templates (liquidjs and the dialect on it) for requests to sources.
  matcher: 1_050 * KIB,
  // The formats of events, and templates (liquidjs and the dialect on it) for requests to sources.
  ingest: 640 * KIB,
  // Templates (liquidjs and the dialect on it), and the health of targets.
  dispatcher: 820 * KIB,
  // Conditions (re2js), dates, records of deliveries, and cancelled runs.
  "flow-runner": 810 * KIB,
  // Checks of whole flows and of sources.
  "flow-deployment": 740 * KIB,
  // Everything: it explains (conditions, dates), renders (templates), has routes (hono), and adds keys to usage plans (the client of
  // API Gateway).
  management: 1_200 * KIB,
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

  test("contains everything that it imports when it is loaded, including the AWS SDK", () => {
    const imports = Object.values(contents.outputs).flatMap((output) => output.imports);
    const loaded = imports.filter(({ kind }) => kind !== "dynamic-import").map(({ path: module }) => module);
    expect(loaded.filter((module) => !isBuiltin(module))).toEqual([]);
  });

  test("exports its handler", () => {
    expect(readFileSync(path, "utf8")).toMatch(/export\s*\{[^}]*\bas handler\b[^}]*\}/);
  });
});
