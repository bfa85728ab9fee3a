// Samples in the documentation can be copied: flows load, events are accepted, commands and files exist.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { KLAVIYO_ROUTE, PLAIN_ROUTE } from "#api/ingest-routes.ts";
import { formatFlowProblem, loadFlows } from "#app/flows/load-flows.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import { isJsonObject } from "#core/json.ts";
import { EVENT_MESSAGE_VERSION } from "#core/messages/event-message.ts";
import { type CodeBlock, codeBlocks, MARKDOWN_FILES, ROOT, readMarkdown } from "#support/markdown.ts";

const blocks = MARKDOWN_FILES.flatMap(codeBlocks);

function ofLanguage(...languages: string[]): CodeBlock[] {
  return blocks.filter(({ language }) => languages.includes(language));
}

/** Blocks of YAML that are whole flow files, not parts of one. */
const flows = ofLanguage("yaml").filter(({ code }) => /^(?:#.*\n)*id:/.test(code));

/** Bodies that commands send to ingest, and blocks of JSON that are events. */
const events = [
  ...blocks
    .filter(({ code }) => code.includes("/events"))
    .flatMap(({ place, code }) =>
      [...code.matchAll(/ (?:-d|--data) '(\{.*?\})'/gs)].map(([, json = ""]) => {
        const format = code.includes(KLAVIYO_ROUTE.path) ? KLAVIYO_ROUTE.format : PLAIN_ROUTE.format;
        return { place, json, format };
      }),
    ),
  ...ofLanguage("json").flatMap(({ place, code }) =>
    isEvent(code) ? [{ place, json: code, format: PLAIN_ROUTE.format }] : [],
  ),
];

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
    expect(events).not.toEqual([]);
  });

  it.each(flows)("$place: the flow loads without a problem", ({ place, code }) => {
    const { flows: loaded, problems } = loadFlows([{ path: place, text: code }]);
    expect(problems.map(formatFlowProblem)).toEqual([]);
    expect(loaded).toHaveLength(1);
  });

  it.each(events)("$place: the event is accepted", ({ json, format }) => {
    const envelope = { v: EVENT_MESSAGE_VERSION, format, request_id: "r", key_id: "k" } as const;
    const parsed = parseEvent({ ...envelope, received_at: Date.UTC(2026, 0, 1), body: json }, sha256Hex);
    expect(parsed).toMatchObject({ ok: true });
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
