// Properties of all bodies and events.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isJsonObject, type JsonValue } from "#core/json.ts";
import { event, name, path } from "./arbitrary-events.ts";
import { bodyText, scopeOf } from "./sample-order.ts";

/** Text without the beginning of an output or a tag. */
const text = fc.string({ unit: "binary" }).map((value) => value.replaceAll("{", "("));

interface Output {
  readonly output: string;
}
type Piece = string | Output;
type Pieces = readonly Piece[];

const output: fc.Arbitrary<Output> = path.map((expression) => ({ output: `{{ ${expression} }}` }));
const mixed: fc.Arbitrary<Pieces> = fc.array(fc.oneof(text.filter(Boolean), output), { minLength: 1, maxLength: 4 });

/** A body in terms of its meaning: JSON whose texts consist of pieces. */
type Drawn = { pieces: Pieces } | { constant: JsonValue } | { list: Drawn[] } | { object: [string, Drawn][] };

const { drawn } = fc.letrec<{ drawn: Drawn }>((tie) => ({
  drawn: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.record({ pieces: mixed }),
    fc.record({ pieces: output.map((lone) => [lone]) }),
    fc.record({
      constant: fc.oneof(
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
      ),
    }),
    fc.record({ list: fc.array(tie("drawn"), { maxLength: 3 }) }),
    fc.record({
      object: fc.uniqueArray(fc.tuple(text, tie("drawn")), { maxLength: 3, selector: ([key]) => key }),
    }),
  ),
}));

function asObjectBody(body: Drawn): JsonValue {
  if ("pieces" in body) return body.pieces.map((piece) => (typeof piece === "string" ? piece : piece.output)).join("");
  if ("constant" in body) return body.constant;
  if ("list" in body) return body.list.map(asObjectBody);
  return Object.fromEntries(body.object.map(([key, value]) => [key, asObjectBody(value)]));
}

/** The same body as Klaviyo's users write it: lone outputs without quotes, texts in quotes. */
function asStringBody(body: Drawn): string {
  if ("pieces" in body) {
    const [only, ...more] = body.pieces;
    if (only !== undefined && typeof only !== "string" && more.length === 0) return only.output;
    const quoted = body.pieces.map((piece) =>
      typeof piece === "string" ? JSON.stringify(piece).slice(1, -1) : piece.output,
    );
    return `"${quoted.join("")}"`;
  }
  if ("constant" in body) return JSON.stringify(body.constant);
  if ("list" in body) return `[${body.list.map(asStringBody).join(", ")}]`;
  return `{${body.object.map(([key, value]) => `${JSON.stringify(key)}: ${asStringBody(value)}`).join(",\n")}}`;
}

/** Whether a rendered body has the shape that was drawn. */
function hasShape(value: JsonValue | undefined, body: Drawn): boolean {
  if ("pieces" in body) return body.pieces.length === 1 || typeof value === "string";
  if ("constant" in body) return JSON.stringify(value) === JSON.stringify(body.constant);
  if ("list" in body)
    return (
      Array.isArray(value) &&
      value.length === body.list.length &&
      body.list.every((item, index) => hasShape(value[index], item))
    );
  if (!isJsonObject(value)) return false;
  const keys = body.object.map(([key]) => key);
  return (
    JSON.stringify(Object.keys(value).sort()) === JSON.stringify(keys.sort()) &&
    body.object.every(([key, item]) => hasShape(value[key], item))
  );
}

describe("object bodies", () => {
  test("any event and any body give JSON of the body's shape, in the form of JSON.stringify", () => {
    fc.assert(
      fc.property(event, drawn, (properties, body) => {
        const objectBody = asObjectBody(body);
        fc.pre(typeof objectBody === "object" && objectBody !== null);
        const rendered = bodyText(objectBody, scopeOf(properties));
        const value = JSON.parse(rendered);
        expect(JSON.stringify(value)).toBe(rendered);
        expect(hasShape(value, body)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test("a lone output is the value in the event", () => {
    fc.assert(
      fc.property(event, fc.array(name, { minLength: 1, maxLength: 3 }), (properties, names) => {
        let expected: JsonValue | undefined = properties;
        for (const key of names) {
          expected =
            typeof expected === "object" && expected !== null && Object.hasOwn(expected, key)
              ? Reflect.get(expected, key)
              : undefined;
        }
        const rendered = bodyText([`{{ event.${names.join(".")} }}`], scopeOf(properties));
        expect(rendered).toBe(JSON.stringify([expected ?? null]));
      }),
    );
  });
});

describe("string bodies", () => {
  test("give the same JSON as the equivalent object body", () => {
    fc.assert(
      fc.property(event, drawn, (properties, body) => {
        const objectBody = asObjectBody(body);
        fc.pre(typeof objectBody === "object" && objectBody !== null);
        const scope = scopeOf(properties);
        expect(JSON.parse(bodyText(asStringBody(body), scope))).toEqual(JSON.parse(bodyText(objectBody, scope)));
      }),
      { numRuns: 500 },
    );
  });
});
