import { defineConfig } from "vitest/config";

/**
 * How long a test, or a hook of one, may take, in milliseconds. It ends a test that hangs. It says nothing of speed: at a
 * quarter of a CPU the longest test takes a third of it.
 */
const TIMEOUT_MS = 180_000;

/**
 * Folders whose test files share the modules of a worker. These files mock no module and restore each global that they change, so a
 * separate worker for each file would only import the same modules again. That took a third of their CPU time.
 */
const SHARING = ["test/app", "test/api", "test/core", "test/flows", "test/simulated", "test/templates"].map(
  (folder) => `${folder}/**/*.test.ts`,
);

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: "sharing", include: SHARING, isolate: false } },
      { extends: true, test: { name: "isolated", include: ["test/**/*.test.ts"], exclude: SHARING } },
    ],
    globalSetup: ["test/temporary-folder.ts", "test/stuck-tests.ts"],
    setupFiles: ["test/running-test.ts"],
    testTimeout: TIMEOUT_MS,
    hookTimeout: TIMEOUT_MS,
    teardownTimeout: 30_000,
    expect: { poll: { timeout: TIMEOUT_MS / 3 } },
  },
});
