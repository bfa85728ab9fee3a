import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

it("a test that blocks its worker fails the run by name, and the other files still run", () => {
  const config = "test/fixtures/stuck/vitest.config.ts";
  const args = ["node_modules/vitest/vitest.mjs", "run", "--config", config, "--reporter", "verbose"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(status).toBe(1);
  expect(stderr).toMatch(/STUCK: \S+blocks\.ts: a suite > blocks blocked its worker/);
  expect(stdout).toContain("passes in another file");
});
