// Makes what is published, in dist/: the command and its worker as self-contained modules, the constructs as a library,
// the Lambda functions ready made, and the type declarations. In a clone nothing needs this: Node runs the sources.

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { FUNCTION_NAMES, writeBundle } from "../lib/function-bundle.ts";

const DIST = "dist";

/** Some of what is bundled is CommonJS and asks for Node's own modules by `require`, which ES modules do not have. */
const REQUIRE = "import{createRequire as _cr}from'node:module';const require=_cr(import.meta.url);";

rmSync(DIST, { recursive: true, force: true });

// One graph with shared chunks, so that the command loads only what the subcommand needs.
const command = await build({
  entryPoints: { flowhook: "bin/flowhook.ts", "listing-worker": "src/backends/embedded/listing-worker.ts" },
  outdir: DIST,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node24",
  mainFields: ["module", "main"],
  chunkNames: "chunks/[name]-[hash]",
  banner: { js: REQUIRE },
  metafile: true,
  logLevel: "warning",
});
writeFileSync(join(DIST, "THIRD-PARTY-NOTICES.txt"), notices(command.metafile));

await build({
  entryPoints: { index: "lib/index.ts" },
  outdir: DIST,
  bundle: true,
  packages: "external",
  format: "esm",
  platform: "node",
  target: "node24",
  logLevel: "warning",
});

for (const name of FUNCTION_NAMES) writeBundle(name, join(DIST, "lambdas", name));

execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tools/tsconfig.types.json"], {
  stdio: "inherit",
});

/** The licences of what is bundled, as they ask for. */
function notices(metafile: Metafile): string {
  const packages = new Set(
    Object.keys(metafile.inputs).flatMap((path) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? []),
  );
  return [...packages]
    .sort()
    .map((name) => {
      const folder = join("node_modules", name);
      const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file !== undefined && existsSync(join(folder, file)) ? readFileSync(join(folder, file), "utf8") : "";
      return `${name} ${version} (${license})\n\n${text.trim()}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}
