// How a function's source becomes what runs on Lambda: one ES module with everything inside, the AWS SDK too, so that
// what was tested is what runs, whatever version Lambda ships, and so that an import stays fast. One setting for all
// functions, for the tests that weigh the bundles, and for the published package, which ships them ready made.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** The functions, by the names of their folders in lambdas/. */
export const FUNCTION_NAMES = [
  "authorizer",
  "matcher",
  "flow-runner",
  "dispatcher",
  "sweeper",
  "letter-cleaner",
  "flow-deployment",
  "management",
] as const;

/** A function, by the name of its folder in lambdas/. */
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** The file that a bundle consists of; Lambda takes `.mjs` for an ES module without a package.json beside it. */
export const BUNDLE_FILE = "index.mjs";

/** Where the published package keeps its bundles: beside the constructs' own code. */
const READY_MADE = join(import.meta.dirname, "lambdas");

/** Where a clone of the repository keeps the sources. */
const SOURCES = join(import.meta.dirname, "..", "lambdas");

/** The folder with the ready-made bundle of a function; undefined in a clone, where it is bundled from its source. */
export function readyMadeBundle(name: FunctionName): string | undefined {
  const folder = join(READY_MADE, name);
  return existsSync(join(folder, BUNDLE_FILE)) ? folder : undefined;
}

/** The folder with the source of a function. */
export function functionSource(name: FunctionName): string {
  return join(SOURCES, name);
}

/**
 * What the AWS SDK would import, by imports that never run: where it would look for credentials if the environment had
 * none, which Lambda's always has (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
 */
const NEVER_IMPORTED = [
  "@aws-sdk/credential-provider-http",
  "@aws-sdk/credential-provider-ini",
  "@aws-sdk/credential-provider-process",
  "@aws-sdk/credential-provider-sso",
  "@aws-sdk/credential-provider-web-identity",
  "@smithy/credential-provider-imds",
];

/** Some of what is bundled is CommonJS and asks for Node's own modules by `require`, which ES modules do not have. */
const REQUIRE = "import{createRequire as _cr}from'node:module';const require=_cr(import.meta.url);";

/** What bundles are made of: how many bytes of each file are in one, and what it imports. Part of esbuild's metafile. */
export interface BundleContents {
  readonly outputs: Readonly<
    Record<
      string,
      {
        readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
        readonly imports: readonly { readonly path: string; readonly kind: string }[];
      }
    >
  >;
}

/** Writes the bundle of a function into a folder; tells what is in it. Needs esbuild, a development dependency. */
export function writeBundle(name: FunctionName, folder: string): BundleContents {
  // Loaded when needed: users of the published package have ready-made bundles and no esbuild.
  const esbuild: typeof import("esbuild") = createRequire(import.meta.url)("esbuild");
  const { metafile } = esbuild.buildSync({
    entryPoints: [join(functionSource(name), "handler.ts")],
    outfile: join(folder, BUNDLE_FILE),
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node24",
    minify: true,
    mainFields: ["module", "main"],
    external: NEVER_IMPORTED,
    banner: { js: REQUIRE },
    metafile: true,
    logLevel: "error",
  });
  return metafile;
}
