#!/usr/bin/env node
// The cache keeps compiled code between starts: a start that finds it is faster and needs less memory, as TypeScript need
// not be read again (https://nodejs.org/api/module.html#moduleenablecompilecachecachedir).
import { enableCompileCache } from "node:module";

enableCompileCache();
const { main } = await import("../src/cli/main.ts");
process.exitCode = await main(process.argv.slice(2));
