// The models of API Gateway, compared with the parser by an independent validator of draft 4.

import ajvDraft04 from "ajv-draft-04";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import type { EventFormatName } from "#core/event/formats/event-format.ts";
import { parseEvent } from "#core/event/parse-event.ts";
import { keysOfPointer } from "#core/problem.ts";
import { readMarkdown, tableRows } from "#support/markdown.ts";
import { eventModel } from "../../../lib/ingest/event-model.ts";
import {
  DIFFERENCES,
  FIELD_CASES,
  FORMAT_SAMPLES,
  MODELLED_FORMATS,
  RawJson,
  RECEIVED_AT,
  type Verdict,
  WHOLE_CASES,
} from "./model-cases.ts";

function sampleOf(format: EventFormatName) {
  const sample = FORMAT_SAMPLES[format];
  if (sample === undefined) throw new Error(`Add a sample of the format ${format} to model-cases.ts`);
  return sample;
}

/** Whether the model accepts a body. API Gateway refuses a body that is not JSON. */
function modelOf(format: EventFormatName): (body: string) => boolean {
  // JSON.parse makes 1e400 infinite, which is a number in JSON.
  const options = { strict: true, allowUnionTypes: true, strictNumbers: false };
  const validate = new ajvDraft04.default(options).compile(eventModel(format));
  return (body) => {
    try {
      return validate(JSON.parse(body));
    } catch (error) {
      if (error instanceof SyntaxError) return false;
      throw error;
    }
  };
}

/** Whether the parser accepts a body: on AWS after the 202. */
function isParsed(format: EventFormatName, body: string): boolean {
  const envelope = { v: 1, request_id: "request-1", received_at: RECEIVED_AT, key_id: "key_1" } as const;
  return parseEvent({ ...envelope, format, body }, sha256Hex).ok;
}

/** The body with another value at a place; undefined removes it. */
function withValue(event: object, place: string, value: unknown): string {
  const raw: string[] = [];
  const text = JSON.stringify(changed(event, keysOfPointer(place), value), (_, inner) =>
    inner instanceof RawJson ? `raw ${raw.push(inner.text) - 1}` : inner,
  );
  return raw.reduce((written, json, index) => written.replace(`"raw ${index}"`, () => json), text);
}

function changed(target: unknown, [key = "", ...path]: readonly string[], value: unknown): object {
  const before = Object.entries(target ?? {});
  const inner = before.find(([name]) => name === key)?.[1];
  const entries = before.filter(([name]) => name !== key);
  return Object.fromEntries([...entries, [key, path.length === 0 ? value : changed(inner, path, value)]]);
}

const verdicts: Readonly<Record<string, readonly [model: boolean, parser: boolean]>> = {
  accepted: [true, true],
  refused: [false, false],
};
const expected = (verdict: Verdict) => verdicts[verdict] ?? [true, false];

function shown(value: unknown): string {
  const text = value instanceof RawJson ? value.text : (JSON.stringify(value) ?? "absent");
  return text.length > 60 ? `${text.slice(0, 60)}… (${text.length})` : text;
}

describe.each(MODELLED_FORMATS)("the model of the format %s", (format) => {
  const { event, places, ownCases = [] } = sampleOf(format);
  const accepts = modelOf(format);
  const verdictOn = (body: string) => [accepts(body), isParsed(format, body)];

  it("accepts the sample, as the parser does", () => {
    expect(verdictOn(JSON.stringify(event))).toEqual([true, true]);
  });

  const rows = FIELD_CASES.flatMap(([field, value, verdict]) => {
    const place = places[field];
    return place === undefined ? [] : [{ field, value: shown(value), verdict, body: withValue(event, place, value) }];
  });

  const ownRows = ownCases.map(([place, value, verdict]) => {
    return { field: place, value: shown(value), verdict, body: withValue(event, place, value) };
  });

  it.each([...rows, ...ownRows])("$field: $value: $verdict", ({ body, verdict }) => {
    expect(verdictOn(body)).toEqual(expected(verdict));
  });

  it.each(WHOLE_CASES)("the body %s is refused by both", (body) => {
    expect(verdictOn(body)).toEqual([false, false]);
  });

  it.each(["", ...Object.values(places).map((place) => place.slice(0, place.lastIndexOf("/")))])(
    "refuses an unknown field at %s only if the parser refuses it",
    (place) => {
      const [model, parser] = verdictOn(withValue(event, `${place}/unknown_field`, 1));
      expect(model || !parser).toBe(true);
    },
  );

  it("accepts every body that the parser accepts", () => {
    const values = fc.oneof(
      fc.jsonValue(),
      fc.constantFrom(...FIELD_CASES.map(([, value]) => value)),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
      fc.string({ minLength: 250, maxLength: 260, unit: "grapheme" }),
    );
    const changes = fc.array(fc.tuple(fc.constantFrom(...Object.values(places)), values), { maxLength: 4 });
    let parsed = 0;
    fc.assert(
      fc.property(changes, (made) => {
        let body = JSON.stringify(event);
        for (const [place, value] of made) body = withValue(JSON.parse(body), place, value);
        const [model, parser] = verdictOn(body);
        if (parser) parsed += 1;
        return model || !parser;
      }),
      { numRuns: 500 },
    );
    expect(parsed).toBeGreaterThan(50);
  });
});

it("each difference between model and parser has a row", () => {
  const ownCases = Object.values(FORMAT_SAMPLES).flatMap((sample) => sample.ownCases ?? []);
  const shownIn = new Set([...FIELD_CASES, ...ownCases].map(([, , verdict]) => verdict));
  expect(Object.keys(DIFFERENCES).filter((difference) => !shownIn.has(difference as Verdict))).toEqual([]);
});

it("docs/ingest.md lists the differences with their reasons", () => {
  const text = readMarkdown("docs/ingest.md");
  expect(tableRows(text, "Checks after the 202")).toEqual(Object.entries(DIFFERENCES));
});
