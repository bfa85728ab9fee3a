import { defineConfig } from "vitest/config";

/**
 * How long a test, or a hook of one, may take, in milliseconds. It ends a test that hangs. It says nothing of speed: at a
 * quarter of a CPU the longest test takes a third of it.
 */
const TIMEOUT_MS = 180_000;

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    globalSetup: ["test/temporary-folder.ts", "test/stuck-tests.ts"],
    setupFiles: ["test/running-test.ts"],
    testTimeout: TIMEOUT_MS,
    hookTimeout: TIMEOUT_MS,
    teardownTimeout: 30_000,
    expect: { poll: { timeout: TIMEOUT_MS / 3 } },
  },
});
