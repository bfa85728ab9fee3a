// docs/api.md is what tools/openapi.ts renders, and its commands work.

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ingestOpenApi, KNOWN_SERVERS } from "#api/openapi/ingest-document.ts";
import { orderFlow } from "#support/flow-files.ts";
import { codeBlocks, ROOT, readMarkdown } from "#support/markdown.ts";
import { INGEST_KEY, startTestProcess, TestFlows, type TestProcess } from "#support/test-process.ts";
import { ingestPage } from "../../tools/api-page/ingest-page.ts";

const commands = codeBlocks("docs/api.md").filter(({ language }) => language === "sh");

let flowhook: TestProcess;

beforeAll(async () => {
  const survey = readFileSync(join(ROOT, "examples/sources/survey.source.yaml"), "utf8");
  const files = { "a.yaml": orderFlow("order", "https://hook.example/"), "survey.source.yaml": survey };
  flowhook = await startTestProcess({ flows: new TestFlows(files) });
});

afterAll(() => flowhook.stop());

describe("docs/api.md", () => {
  it("is the rendered document of ingest: node tools/openapi.ts writes it", () => {
    expect(readMarkdown("docs/api.md")).toBe(ingestPage(ingestOpenApi(KNOWN_SERVERS)));
  });

  it("has a command for each operation", () => {
    const operations = Object.values(ingestOpenApi().paths).flatMap((item) => Object.keys(item));
    expect(commands).toHaveLength(operations.length);
  });

  it.each(commands)("$place: the command succeeds", async ({ code }) => {
    const env = { ...process.env, FLOWHOOK_URL: flowhook.url, FLOWHOOK_API_KEY: INGEST_KEY };
    const { stdout } = await promisify(execFile)(
      "sh",
      ["-c", code.replace("curl ", "curl --silent --fail-with-body ")],
      { env },
    );
    expect(JSON.parse(stdout)).not.toHaveProperty("errors");
  });
});
