// Every class of case in JSONTestSuite, sent to ingest in each format of a single event.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseJson } from "#core/parse-json.ts";
import { orderFlow } from "#support/flow-files.ts";
import { INGEST_KEY, startTestProcess, type TestProcess } from "#support/test-process.ts";
import { INVALID_VALUES, KEPT_VALUES, NOT_UTF8, REFUSED_BODIES, REFUSED_VALUES, VALID_VALUES } from "./json-rows.ts";

let flowhook: TestProcess;

beforeAll(async () => {
  flowhook = await startTestProcess({ flows: { "a.yaml": orderFlow("order", "https://hook.example/") } });
});

afterAll(() => flowhook.stop());

/** The paths, the text around the value of a property, and the pointer to that property. */
const FORMATS = [
  {
    path: "/events",
    before: '{"metric":"m","profile":{"id":"1"},"properties":{"v":',
    after: "}}",
    pointer: "/properties/v",
  },
  {
    path: "/api/events",
    before:
      '{"data":{"type":"event","attributes":{"metric":{"data":{"type":"metric","attributes":{"name":"m"}}},"profile":{"data":{"type":"profile","attributes":{"email":"a@b.example"}}},"properties":{"v":',
    after: "}}}}",
    pointer: "/data/attributes/properties/v",
  },
];

async function post(path: string, body: Buffer | string) {
  const headers = { authorization: `Bearer ${INGEST_KEY}`, "content-type": "application/json" };
  const answer = await fetch(`${flowhook.url}${path}`, { method: "POST", headers, body });
  const { errors = [] } = JSON.parse(await answer.text());
  const problems = errors.map(
    ({ source, detail }: { source: { pointer: string }; detail: string }) => `${source.pointer} ${detail}`,
  );
  return { status: answer.status, problems };
}

describe.each(FORMATS)("at $path", ({ path, before, after, pointer }) => {
  it.each([...VALID_VALUES, ...KEPT_VALUES])("JSON is accepted: %s", async (_class, values) => {
    for (const value of values)
      expect([value, await post(path, before + value + after)]).toMatchObject([value, { status: 202 }]);
  });

  it.each(INVALID_VALUES)("a value that is not JSON is refused: %s", async (_class, values) => {
    for (const value of values) {
      const refused = { status: 400, problems: [expect.stringMatching(/^ The body is not JSON: .*\.$/s)] };
      expect([value, await post(path, before + value + after)]).toEqual([value, refused]);
    }
  });

  it.each(NOT_UTF8)("a text that is not UTF-8 is refused: %s", async (_class, texts) => {
    for (const bytes of texts) {
      const body = Buffer.concat([Buffer.from(`${before}"`), Buffer.from(bytes), Buffer.from(`"${after}`)]);
      expect([bytes, await post(path, body)]).toEqual([bytes, { status: 400, problems: [" The body is not UTF-8."] }]);
    }
  });

  it.each(REFUSED_VALUES)(
    "a value that programs read differently is refused at its place: %s",
    async (_class, value, place, message) => {
      const { status, problems } = await post(path, before + value + after);
      expect([status, problems]).toEqual([400, [expect.stringContaining(message)]]);
      // The depth is counted from the event in its plain form, so the place is not the same in every format.
      if (!value.startsWith("[[")) expect(problems[0]).toContain(`${pointer}${place} `);
    },
  );

  it.each(REFUSED_BODIES)("a body that is no event is refused: %s", async (_class, body, message) => {
    const { status, problems } = await post(path, body);
    expect([status, problems]).toEqual([400, [expect.stringContaining(message)]]);
  });
});

it.each(VALID_VALUES)("a value is the same after it is stored: %s", (_class, values) => {
  // JSON.stringify writes -0 as 0.
  for (const value of values.filter((source) => source !== "-0")) {
    expect(parseJson(JSON.stringify(parseJson(value)))).toEqual(parseJson(value));
  }
});

it.each(KEPT_VALUES)("%s", (_class, values) => {
  for (const value of values) expect(JSON.stringify(parseJson(value))).toBe(value);
});
