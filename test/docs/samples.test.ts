// Samples in the documentation can be copied: flows load, events are accepted, commands and files exist.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { formatFlowProblem, loadFlows } from "#app/flows/load-flows.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { INGEST_ROUTES } from "#core/event/formats/event-formats.ts";
import type { IngestRoute } from "#core/event/formats/ingest-route.ts";
import { PLAIN_ROUTE } from "#core/event/formats/plain/plain.ts";
import { MAX_BATCH_BYTES } from "#core/event/limits.ts";
import { isJsonObject } from "#core/json.ts";
import { ingest, knownKeys } from "#support/ingest.ts";
import { type CodeBlock, codeBlocks, MARKDOWN_FILES, ROOT, readMarkdown } from "#support/markdown.ts";

const blocks = MARKDOWN_FILES.flatMap(codeBlocks);

function ofLanguage(...languages: string[]): CodeBlock[] {
  return blocks.filter(({ language }) => languages.includes(language));
}

/** Blocks of YAML that are whole flow files, not parts of one. */
const flows = ofLanguage("yaml").filter(({ code }) => /^(?:#.*\n)*id:/.test(code));

/** Blocks of YAML that are whole source files. */
const sources = ofLanguage("yaml").filter(({ code }) => /^(?:#.*\n)*kind:/.test(code));

/** Requests that commands send to ingest, and blocks of JSON that are events. */
const requests = [
  ...blocks.flatMap(({ place, code }) => {
    const route = routeOf(code);
    if (route === undefined) return [];
    const bodies = [...code.matchAll(/ (?:-d|--data|--data-binary) '([[{].*?[\]}]\s*)'/gs)];
    return bodies.map(([, body = ""]) => ({ place, body, route, headers: headersOf(code) }));
  }),
  ...ofLanguage("json").flatMap(({ place, code }) =>
    isEvent(code) ? [{ place, body: code, route: PLAIN_ROUTE, headers: {} }] : [],
  ),
];

/** The route that a command names; of two paths that fit, the longer one. */
function routeOf(code: string): IngestRoute | undefined {
  const fitting = INGEST_ROUTES.filter(({ path }) => new RegExp(`${path}(?![\\w/-])`).test(code));
  return fitting.toSorted((a, b) => b.path.length - a.path.length)[0];
}

/** The headers that a command sends. */
function headersOf(code: string): Record<string, string> {
  const headers = [...code.matchAll(/-H ["']([\w-]+): ?([^"']*)["']/g)];
  return Object.fromEntries(headers.map(([, name = "", value = ""]) => [name.toLowerCase(), value]));
}

/** The status and body of the answer to a request. */
async function send({ route, headers, body }: (typeof requests)[number]) {
  const type = { "content-type": route.bodies[0]?.contentTypes[0] };
  const ports = {
    keys: knownKeys({ key: "key_1" }),
    accept: async (events: readonly unknown[]) => events.map(() => "stored" as const),
    eventsDeadLetters: { send: async ({ problems }: object & { problems: unknown }) => expect(problems).toEqual([]) },
    maxBatchBytes: MAX_BATCH_BYTES,
    now: () => Date.UTC(2026, 0, 1),
    newRequestId: () => "request-1",
    sha256Hex,
    turn: async () => {},
  };
  const sent = { ...type, ...headers, authorization: "Bearer key" };
  return ingest(ports, { route, headers: sent, body: Buffer.from(body) });
}

/** Whether a text is an event; another test checks text that is not JSON. */
function isEvent(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && "metric" in value && "profile" in value;
  } catch {
    return false;
  }
}

describe("the documentation", () => {
  it("has samples of flows and of events", () => {
    expect(flows).not.toEqual([]);
    expect(sources).not.toEqual([]);
    expect(requests).not.toEqual([]);
  });

  it.each(flows)("$place: the flow loads without a problem", ({ place, code }) => {
    const { flows: loaded, problems } = loadFlows([{ path: place, text: code }]);
    expect(problems.map(formatFlowProblem)).toEqual([]);
    expect(loaded).toHaveLength(1);
  });

  it.each(sources)("$place: the source loads without a problem", ({ code }) => {
    const { sources: loaded, problems } = loadFlows([{ path: "sample.source.yaml", text: code }]);
    expect(problems.map(formatFlowProblem)).toEqual([]);
    expect(loaded).toHaveLength(1);
  });

  it.each(requests)("$place: every event is accepted", async (request) => {
    const { status, body } = await send(request);
    expect({ status, body }).toMatchObject({
      status: expect.toSatisfy((code: number) => code === 200 || code === 202),
    });
    expect(JSON.parse(body).refused ?? 0).toBe(0);
  });

  it.each(ofLanguage("json"))("$place: a block marked as JSON is JSON", ({ code }) => {
    expect(() => JSON.parse(code)).not.toThrow();
  });

  it("names only scripts of package.json", () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
    if (!isJsonObject(scripts)) throw new Error("package.json has no scripts");
    const named = MARKDOWN_FILES.flatMap((file) => [...readMarkdown(file).matchAll(/\bnpm run ([\w:-]+)/g)]);
    expect(named.map(([, name = ""]) => name).filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it("sends only files that exist", () => {
    const sent = blocks.flatMap(({ code }) => [...code.matchAll(/ (?:-d|--data) @(\S+)/g)]);
    expect(sent.map(([, file = ""]) => file).filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
  });
});
