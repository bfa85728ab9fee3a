// The curl commands of the documentation for the demo's server work: each is run against the embedded server.

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { orderFlow } from "#support/flow-files.ts";
import { codeBlocks, MARKDOWN_FILES, ROOT } from "#support/markdown.ts";
import { ADMIN_TOKEN, INGEST_KEY, startTestProcess, type TestProcess } from "#support/test-process.ts";

/** The URL of the demo, and the commands that print its key and its token. */
const DEMO = {
  url: "http://127.0.0.1:8787",
  key: "$(cat .flowhook/demo-ingest-key)",
  token: "$(cat .flowhook/admin-token)",
};

const commands = MARKDOWN_FILES.flatMap(codeBlocks).filter(({ code }) => code.startsWith(`curl ${DEMO.url}`));

let flowhook: TestProcess;

beforeAll(async () => {
  flowhook = await startTestProcess({ flows: { "a.yaml": orderFlow("order", "https://hook.example/") } });
});

afterAll(() => flowhook.stop());

describe("the documentation", () => {
  it("has commands for each format", () => {
    expect(commands.length).toBeGreaterThan(5);
  });

  it.each(commands)("$place: the command succeeds", async ({ code }) => {
    const command = code
      .replaceAll(DEMO.url, flowhook.url)
      .replaceAll(DEMO.key, INGEST_KEY)
      .replaceAll(DEMO.token, ADMIN_TOKEN)
      .replace("curl ", "curl --silent --fail-with-body ");
    const { stdout } = await promisify(execFile)("sh", ["-c", command], { cwd: ROOT });
    expect(JSON.parse(stdout)).not.toHaveProperty("errors");
  });
});
