import { describe, expect, it } from "vitest";
import { POOL_THREADS } from "#backends/http-target/limits.ts";
import { flowhook } from "#support/flowhook-command.ts";

/** Tells at the end of the process what it asked for. */
const TELL_THREADS = "process.on('exit',()=>console.error('threads',process.env.UV_THREADPOOL_SIZE))";
const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(TELL_THREADS)}`;

describe("the command's process", () => {
  it("asks for more threads than Node's four, so that names without an answer hold up no other lookup", async () => {
    const { stderr } = await flowhook(["--version"], { NODE_OPTIONS, NODE_NO_WARNINGS: "1" });
    expect(stderr).toContain(`threads ${POOL_THREADS}`);
  });

  it("leaves the number to whoever runs it", async () => {
    const { stderr } = await flowhook(["--version"], { NODE_OPTIONS, UV_THREADPOOL_SIZE: "6" });
    expect(stderr).toContain("threads 6");
  });
});
