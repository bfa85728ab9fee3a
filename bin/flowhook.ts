// Runs the command. bin/flowhook.js loads this file if the Node version is new enough.
//
// The cache keeps compiled code between starts. With it a start is faster and needs less memory, because Node does not strip and
// compile the TypeScript again (https://nodejs.org/api/module.html#moduleenablecompilecachecachedir).
import { enableCompileCache } from "node:module";
import { POOL_THREADS } from "../src/backends/http-target/limits.ts";

enableCompileCache();
// Node reads this when it starts the first thread, so it must be set before other modules are loaded.
process.env["UV_THREADPOOL_SIZE"] ??= String(POOL_THREADS);
const { main } = await import("../src/cli/main.ts");
process.exitCode = await main(process.argv.slice(2));
