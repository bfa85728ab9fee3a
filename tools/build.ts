// Builds the published files in dist/: the command and its workers as self-contained modules, the constructs as a library, the
// bundled Lambda functions, and the type declarations. A clone needs no build, because Node runs the sources.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BuildOptions, build } from "esbuild";
import { nodeProblem, OLDEST_NODE } from "../bin/node-version.js";
import { FUNCTION_NAMES } from "../lambdas/environment.ts";
import { writeBundle } from "../lib/function-bundle.ts";
import { publishDeclarations } from "./published-declarations.ts";
import { bundledPackages, thirdPartyNotices } from "./third-party-notices.ts";

const DIST = "dist";

/** Packages of the user's CDK app. They must be the same copy there and here, so they are never bundled. */
const PEERS = ["aws-cdk-lib", "constructs"];

/** Some bundled packages are CommonJS and load Node's modules with `require`, which ES modules do not have. */
const REQUIRE = "import{createRequire as _cr}from'node:module';const require=_cr(import.meta.url);";

/** Throws an error without a stack if the Node version is too old. */
const REFUSE_OLD_NODE =
  'const _p=nodeProblem(process.version);if(_p)throw Object.assign(new Error(_p),{stack:"Error: "+_p});';

/**
 * The library checks the Node version before it runs. Node parses the whole file and its imports first, so an older Node must be
 * able to parse both.
 */
const CHECK_NODE = `import{nodeProblem}from'../bin/node-version.js';${REFUSE_OLD_NODE}`;
const OLDEST_NODE_THAT_LOADS = "node18";

/** The entry for CommonJS apps. Without it, a Node that cannot require an ES module would report that instead of its version. */
const COMMONJS_ENTRY = `const OLDEST_NODE="${OLDEST_NODE}";${nodeProblem}${REFUSE_OLD_NODE}module.exports=require("./index.js");\n`;

const BUNDLE = {
  outdir: DIST,
  bundle: true,
  format: "esm",
  platform: "node",
  target: "node24",
  mainFields: ["module", "main"],
  banner: { js: REQUIRE },
  metafile: true,
  logLevel: "warning",
} as const satisfies BuildOptions;

rmSync(DIST, { recursive: true, force: true });

// One graph with shared chunks, so that the command loads only the modules that a subcommand needs.
const command = await build({
  ...BUNDLE,
  entryPoints: {
    flowhook: "bin/flowhook.ts",
    "flow-worker": "src/cli/serve/flow-worker.ts",
    "listing-worker": "src/backends/embedded/listing-worker.ts",
  },
  splitting: true,
  chunkNames: "chunks/[name]-[hash]",
});

const library = await build({
  ...BUNDLE,
  entryPoints: { index: "lib/index.ts" },
  target: OLDEST_NODE_THAT_LOADS,
  banner: { js: CHECK_NODE + REQUIRE },
  external: PEERS,
});
writeFileSync(join(DIST, "index.cjs"), COMMONJS_ENTRY);

const functions = FUNCTION_NAMES.map((name) => writeBundle(name, join(DIST, "lambdas", name)));

const packages = bundledPackages([command.metafile, library.metafile, ...functions]);
writeFileSync(join(DIST, "THIRD-PARTY-NOTICES.txt"), thirdPartyNotices(packages));

const emitted = mkdtempSync(join(tmpdir(), "flowhook-types-"));
try {
  const compile = ["node_modules/typescript/bin/tsc", "-p", "tools/tsconfig.types.json", "--outDir", emitted];
  execFileSync(process.execPath, compile, { stdio: "inherit" });
  publishDeclarations({ emitted, published: join(DIST, "types"), entry: "lib/index.ts", packages: PEERS });
} finally {
  rmSync(emitted, { recursive: true });
}
