// Compares bodies with a plain model of their meaning. For any event, an object body and the same body written as a
// text, as Klaviyo's users write it, render to the JSON of the model.

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ExactNumber } from "#core/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue, ownProperty } from "#core/json.ts";
import { parseJson } from "#core/parse-json.ts";
import { bodyText, scopeOf } from "./sample-order.ts";

const NAMES = ["a", "b", "List", "__proto__", "constructor", "toJSON"] as const;
const name = fc.constantFrom(...NAMES);

const number = fc.oneof(
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => JSON.stringify(value)),
  fc.constantFrom("12345678901234567890", "-0.1000000000000000055511151231257827", "1e400", "1e21", "0.1", "0", "1"),
);
const scalar = fc.oneof(
  number,
  fc.string({ unit: "binary", maxLength: 8 }).map((value) => JSON.stringify(value)),
  fc.constantFrom("true", "false", "null", '""', '"true"', '"12"', '"],}"', '"\\\\"'),
);
/** JSON as received: `__proto__` is a name like any other, and a number has all its digits. */
const { json } = fc.letrec<{ json: string }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    { weight: 3, arbitrary: scalar },
    fc.array(tie("json"), { maxLength: 3 }).map((items) => `[${items.join()}]`),
    object(tie("json")),
  ),
}));
const event = object(json).map((text) => parseJson(text) as JsonObject);

function object(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const entries = fc.array(fc.tuple(name, value), { maxLength: 5 });
  return entries.map((all) => `{${all.map(([key, text]) => `"${key}":${text}`).join()}}`);
}

type Path = readonly string[];
type Piece = string | { readonly path: Path };

/** A body in terms of its meaning. */
type Drawn =
  | { readonly kind: "text"; readonly pieces: readonly Piece[] }
  | { readonly kind: "output"; readonly path: Path }
  | { readonly kind: "constant"; readonly source: string }
  | { readonly kind: "list"; readonly items: readonly Drawn[] }
  | { readonly kind: "object"; readonly members: readonly (readonly [key: string, value: Drawn])[] }
  /** Left out if the condition is false. */
  | { readonly kind: "optional"; readonly condition: Path; readonly inner: Drawn }
  | { readonly kind: "choice"; readonly condition: Path; readonly inner: Drawn; readonly other: Drawn }
  /** A list of a property of each item. */
  | { readonly kind: "loop"; readonly path: Path; readonly property: string };

/**
 * Text without the beginning of an output or a tag. It has more than line breaks, because line breaks between tags are
 * not text.
 */
const text = fc.string({ unit: "binary", minLength: 1, maxLength: 6 }).map((value) => value.replaceAll("{", "("));
const solid = text.map((value) => `${value}.`);
const path = fc.array(name, { minLength: 1, maxLength: 2 });

const output = fc.record({ kind: fc.constant("output" as const), path });
const mixed = fc.record({
  kind: fc.constant("text" as const),
  pieces: fc
    .tuple(solid, fc.array(fc.oneof(text, fc.record({ path })), { maxLength: 3 }))
    .map(([first, rest]): Piece[] => [first, ...rest]),
});
const whole = fc.oneof(output, mixed);

const { drawn } = fc.letrec<{ drawn: Drawn }>((tie) => ({
  drawn: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    output,
    mixed,
    fc.record({ kind: fc.constant("constant" as const), source: fc.oneof(number, fc.constantFrom("true", "null")) }),
    fc.record({ kind: fc.constant("optional" as const), condition: path, inner: whole }),
    fc.record({ kind: fc.constant("choice" as const), condition: path, inner: whole, other: whole }),
    fc.record({ kind: fc.constant("loop" as const), path, property: name }),
    fc.record({ kind: fc.constant("list" as const), items: fc.array(tie("drawn"), { maxLength: 3 }) }),
    objectOf(tie("drawn")),
  ),
}));
const body = fc.oneof(objectOf(drawn), fc.record({ kind: fc.constant("list" as const), items: fc.array(drawn) }));

function objectOf(value: fc.Arbitrary<Drawn>) {
  const members = fc.uniqueArray(fc.tuple(text, value), { maxLength: 4, selector: ([key]) => key });
  return fc.record({ kind: fc.constant("object" as const), members });
}

/** The value that the author means; undefined if it is left out. */
function meant(shape: Drawn, data: JsonObject): JsonValue | undefined {
  switch (shape.kind) {
    case "text":
      return shape.pieces.map((piece) => (typeof piece === "string" ? piece : plain(at(data, piece.path)))).join("");
    case "output":
      return at(data, shape.path) ?? null;
    case "constant":
      return parseJson(shape.source);
    case "list":
      return shape.items.map((item) => meant(item, data)).filter((item) => item !== undefined);
    case "object":
      return meantObject(shape.members, data);
    case "optional":
      return isTrue(at(data, shape.condition)) ? meant(shape.inner, data) : undefined;
    case "choice":
      return meant(isTrue(at(data, shape.condition)) ? shape.inner : shape.other, data);
    case "loop":
      return itemsOf(at(data, shape.path)).map((item) => at(item, [shape.property]) ?? null);
  }
}

function meantObject(members: readonly (readonly [string, Drawn])[], data: JsonObject): JsonObject {
  const entries = members.flatMap(([key, value]): [string, JsonValue][] => {
    const found = meant(value, data);
    return found === undefined ? [] : [[key, found]];
  });
  return Object.fromEntries(entries);
}

function at(value: JsonValue | undefined, [key, ...rest]: Path): JsonValue | undefined {
  if (key === undefined) return value;
  return isJsonObject(value) ? at(ownProperty(value, key), rest) : undefined;
}

function plain(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isTrue(value: JsonValue | undefined): boolean {
  if (value instanceof ExactNumber) return value.double !== 0;
  if (typeof value !== "object" || value === null) return Boolean(value);
  return Object.keys(value).length > 0;
}

/** Django's loop over an object yields its keys, which have no properties; a text is one item. */
function itemsOf(value: JsonValue | undefined): readonly JsonValue[] {
  if (Array.isArray(value)) return value;
  if (isJsonObject(value)) return Object.keys(value);
  return typeof value === "string" && value !== "" ? [value] : [];
}

const put = (names: Path, root = "event") => `{{ ${[root, ...names].join(".")} }}`;
const when = (condition: Path) => `{% if event.${condition.join(".")} %}`;

function asObject(shape: Drawn): JsonValue {
  switch (shape.kind) {
    case "list":
      return shape.items.map(asObject);
    case "object":
      return Object.fromEntries(shape.members.map(([key, value]) => [key, asObject(value)]));
    case "constant":
      return parseJson(shape.source);
    case "loop":
      return `[{% for x in event.${shape.path.join(".")} %}${put([shape.property], "x")}{% endfor %}]`;
    default:
      return asTemplate(shape);
  }
}

function asTemplate(shape: Drawn): string {
  switch (shape.kind) {
    case "text":
      return shape.pieces.map((piece) => (typeof piece === "string" ? piece : put(piece.path))).join("");
    case "output":
      return put(shape.path);
    case "optional":
      return `${when(shape.condition)}${asTemplate(shape.inner)}{% endif %}`;
    case "choice":
      return `${when(shape.condition)}${asTemplate(shape.inner)}{% else %}${asTemplate(shape.other)}{% endif %}`;
    default:
      throw new Error(`${shape.kind} is no template`);
  }
}

/** The same body as a text: outputs without quotes, texts in quotes, and a comma after each item. */
function asText(shape: Drawn): string {
  switch (shape.kind) {
    case "text": {
      const escaped = (piece: string) => JSON.stringify(piece).slice(1, -1);
      return `"${shape.pieces.map((piece) => (typeof piece === "string" ? escaped(piece) : put(piece.path))).join("")}"`;
    }
    case "output":
      return put(shape.path);
    case "constant":
      return shape.source;
    case "list":
      return `[${shape.items.map((item) => optionally(item, asText(item))).join("\n")}]`;
    case "object":
      return `{${shape.members.map(([key, value]) => optionally(value, `${JSON.stringify(key)}: ${asText(value)}`)).join(" ")}}`;
    case "optional":
      return asText(shape.inner);
    case "choice":
      return `${when(shape.condition)}${asText(shape.inner)}{% else %}${asText(shape.other)}{% endif %}`;
    case "loop":
      return `[{% for x in event.${shape.path.join(".")} %}${put([shape.property], "x")},{% endfor %}]`;
  }
}

function optionally(shape: Drawn, item: string): string {
  return shape.kind === "optional" ? `${when(shape.condition)}${item},{% endif %}` : `${item},`;
}

describe("for any event and body", () => {
  test("an object body renders to the JSON of the model, with all digits of each number", () => {
    fc.assert(
      fc.property(event, body, (data, shape) => {
        const rendered = bodyText(asObject(shape), scopeOf(data));
        expect(parseJson(rendered)).toEqual(meant(shape, data));
        // The form of JSON.stringify: without spaces, with as few escapes as possible.
        expect(JSON.stringify(parseJson(rendered))).toBe(rendered);
      }),
      { numRuns: 1_000 },
    );
  });

  test("a text body renders to the same JSON", () => {
    fc.assert(
      fc.property(event, body, (data, shape) => {
        expect(parseJson(bodyText(asText(shape), scopeOf(data)))).toEqual(meant(shape, data));
      }),
      { numRuns: 1_000 },
    );
  });
});
