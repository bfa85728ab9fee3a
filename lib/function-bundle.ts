// Bundles a function's source into one ES module that includes the AWS SDK, so that the tested code is the code that runs,
// whatever SDK version Lambda ships, and imports stay fast. Functions, the tests that measure bundles, and the published
// package, which ships the bundles ready made, share these settings.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { FunctionName } from "../lambdas/environment.ts";

/** The file name of a bundle. Lambda loads `.mjs` as an ES module without a package.json. */
export const BUNDLE_FILE = "index.mjs";

/** The folder of the published package that holds the bundles. */
const READY_MADE = join(import.meta.dirname, "lambdas");

/** The folder of a clone that holds the sources. */
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
 * Packages that the AWS SDK imports only to look for credentials when the environment holds none. Lambda's environment always
 * holds them (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html).
 */
const NEVER_IMPORTED = [
  "@aws-sdk/credential-provider-http",
  "@aws-sdk/credential-provider-ini",
  "@aws-sdk/credential-provider-process",
  "@aws-sdk/credential-provider-sso",
  "@aws-sdk/credential-provider-web-identity",
  "@smithy/credential-provider-imds",
];

/** Some bundled packages are CommonJS and load Node's modules by `require`, which ES modules do not have. */
const REQUIRE = "import{createRequire as _cr}from'node:module';const require=_cr(import.meta.url);";

/** The bytes of each source file in a bundle, and the bundle's imports. A part of esbuild's metafile. */
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

/** Writes the bundle of a function into a folder and returns its contents. Needs esbuild, a development dependency. */
export function writeBundle(name: FunctionName, folder: string): BundleContents {
  // Loaded on demand: users of the published package have ready-made bundles and no esbuild.
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
