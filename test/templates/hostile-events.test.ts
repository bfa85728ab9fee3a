import { describe, expect, test } from "vitest";
import { bodyText, renderedValue, scopeOf } from "./sample-order.ts";

const NAMES = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "toJSON",
  "then",
  "toLiquid",
  "hasOwnProperty",
];

describe("inherited properties can't be reached", () => {
  const holders = [
    "event",
    "person",
    "organization",
    "event.OrderId",
    "event.Items",
    "event.ItemCount",
    "event.Gift",
    "(1..3)",
    "(event.Items | first)",
  ];
  test.each(holders)("of %s", (holder) => {
    for (const name of [...NAMES, "equals", "gt", "next", "__lookupGetter__", "liquidMethodMissing"]) {
      const ways = [
        `${holder}.${name}`,
        `${holder}['${name}']`,
        `${holder} | lookup: '${name}'`,
        `${holder} | map: '${name}' | compact | first`,
      ];
      for (const way of ways) {
        const value = renderedValue(`{{ ${way} }}`);
        expect([way, value ?? null]).toEqual([way, null]);
        expect([way, renderedValue(`{% assign x = ${holder} %}<{{ x.${name} }}>`)]).toEqual([way, "<>"]);
      }
    }
  });

  test.each(["nil", "empty", "blank", "'text'", "true", "1"])("%s has no properties", (literal) => {
    for (const name of NAMES) expect(() => renderedValue(`{{ ${literal}.${name} }}`)).toThrow("template-syntax");
  });

  test("inherited names of variables are refused", () => {
    for (const name of NAMES) expect(() => renderedValue(`{{ ${name} }}`)).toThrow("template-unknown-variable");
  });
});

describe("an event may have properties of any name", () => {
  const hostile = JSON.parse(`{${NAMES.map((name) => `"${name}": {"${name}": "own ${name}"}`).join(",")}}`);

  test.each(NAMES)("%s is read from the event", (name) => {
    const scope = scopeOf(hostile);
    expect(renderedValue(`{{ event.${name}.${name} }}`, scope)).toBe(`own ${name}`);
    expect(renderedValue(`{{ event|lookup:'${name}'|lookup:'${name}' }}`, scope)).toBe(`own ${name}`);
    expect(renderedValue(`{% for e in event %}{{ e[1].${name} }}{% endfor %}`, scope)).toBe(`own ${name}`);
  });

  test("and is sent unchanged", () => {
    expect(bodyText({ e: "{{ event.constructor }}", all: "{{ event.__proto__ }}" }, scopeOf(hostile))).toBe(
      '{"e":{"constructor":"own constructor"},"all":{"__proto__":"own __proto__"}}',
    );
    const everything = JSON.parse(bodyText("{{ event }}", scopeOf(hostile)));
    expect(Object.keys(everything)).toEqual(expect.arrayContaining(NAMES));
    expect(({} as Record<string, unknown>)["own"]).toBeUndefined();
  });

  test("also in a profile and in the keys of a body", () => {
    const scope = scopeOf({ Key: "__proto__" }, { properties: hostile });
    expect(renderedValue("{{ person.toString.toString }}", scope)).toBe("own toString");
    expect(bodyText({ "{{ event.Key }}": "{{ event.Key }}" }, scope)).toBe('{"__proto__":"__proto__"}');
    expect(bodyText(JSON.parse('{"__proto__": "{{ event.Key }}"}'), scope)).toBe('{"__proto__":"__proto__"}');
  });
});

describe("methods of an object are never called", () => {
  // Parsed from JSON, as events are.
  const bad = '{"toString":"x","valueOf":1,"toJSON":"x","then":"x","length":3,"next":1}';
  const scope = scopeOf({ Bad: JSON.parse(bad), List: [{ toString: 1 }] });

  test.each<[string, unknown]>([
    ["{{ event.Bad }}!", `${bad}!`],
    ["{{ event.Bad | first }}", null],
    ["{{ event.Bad | size }}", 6],
    ["{{ event[event.OrderId] }}", null],
    ["{{ event[event.Bad] }}", null],
    ["{{ event.Bad == event.Bad }}", true],
    ["{{ event.List | join }}", '{"toString":1}'],
    ["{{ event.Bad | append: 'x' }}", `${bad}x`],
    ["{% for x in event.Bad %}{{ x }} {% endfor %}", "toString valueOf toJSON then length next "],
  ])("%s", (template, value) => {
    expect(renderedValue(template, scope)).toEqual(value);
  });
});
