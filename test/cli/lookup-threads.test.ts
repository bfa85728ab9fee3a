import { describe, expect, it } from "vitest";
import { POOL_THREADS } from "#backends/http-target/limits.ts";
import { flowhook } from "#support/flowhook-command.ts";

/** Prints the number of threads when the process exits. */
const PRINT_THREADS = "process.on('exit',()=>console.error('threads',process.env.UV_THREADPOOL_SIZE))";
const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(PRINT_THREADS)}`;

describe("the command's process", () => {
  it("sets more threads than Node's four, so that slow name lookups do not delay the others", async () => {
    const { stderr } = await flowhook(["--version"], { NODE_OPTIONS, NODE_NO_WARNINGS: "1" });
    expect(stderr).toContain(`threads ${POOL_THREADS}`);
  });

  it("keeps the number that the user has set", async () => {
    const { stderr } = await flowhook(["--version"], { NODE_OPTIONS, UV_THREADPOOL_SIZE: "6" });
    expect(stderr).toContain("threads 6");
  });
});
