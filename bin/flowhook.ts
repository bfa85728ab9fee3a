// Runs the command; bin/flowhook.js loads it once the Node version is known to be new enough.
//
// The cache keeps compiled code between starts: a start that finds it is faster and needs less memory, as TypeScript need
// not be read again (https://nodejs.org/api/module.html#moduleenablecompilecachecachedir).
import { enableCompileCache } from "node:module";
import { POOL_THREADS } from "../src/backends/http-target/limits.ts";

enableCompileCache();
// Read when the first thread is needed, so it must be said before anything else is loaded.
process.env["UV_THREADPOOL_SIZE"] ??= String(POOL_THREADS);
const { main } = await import("../src/cli/main.ts");
process.exitCode = await main(process.argv.slice(2));
