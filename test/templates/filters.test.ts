import fc from "fast-check";
import { Liquid } from "liquidjs";
import { afterEach, describe, expect, test, vi } from "vitest";
import { wallClock } from "#templates/dialect/filters/moment.ts";
import { strftime } from "#templates/dialect/filters/strftime.ts";
import { bodyFailure, renderedValue, scopeOf } from "./sample-order.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

describe("lookup reads an own property by any name", () => {
  // https://help.klaviyo.com/hc/en-us/articles/4408802648731
  test.each<[string, unknown]>([
    ["{{ event|lookup:'$value' }}", 29.9],
    ["{{ person|lookup:'Loyalty Points' }}", 151],
    ["{{ event|lookup:'Coupon Codes'|lookup:'0' }}", "SPRING"],
    ["{{ event | lookup: 'Items' | lookup: 1 | lookup: 'ProductName' }}", "Plate"],
    ["{{ event|lookup:'none' }}", null],
    ["{{ event|lookup:'none'|lookup:'deeper' }}", null],
    ["{{ event.OrderId|lookup:'length' }}", null],
    ["{{ event.Tags|lookup:'length' }}", null],
    ["{{ event.Tags|lookup:'' }}", null],
    ["{{ event.Tags|lookup:'-1' }}", null],
    ["{{ event|lookup:'constructor' }}", null],
    ["{{ event|lookup:event.Items }}", null],
    ["{{ nil|lookup:'equals' }}", null],
  ])("%s", (template, value) => {
    expect(renderedValue(template)).toEqual(value);
  });
});

describe("default replaces what Python takes for false", () => {
  // https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#default
  const scope = scopeOf({
    zero: 0,
    no: false,
    text: "",
    list: [],
    object: {},
    null: null,
    one: 1,
    blank: " ",
    nan: [0],
  });
  test.each<[string, unknown]>([
    ["{{ event.missing|default:'friend' }}", "friend"],
    ["{{ event.zero|default:'none' }}", "none"],
    ["{{ event.no|default:'none' }}", "none"],
    ["{{ event.text|default:'none' }}", "none"],
    ["{{ event.list|default:'none' }}", "none"],
    ["{{ event.object|default:'none' }}", "none"],
    ["{{ event.null|default:'none' }}", "none"],
    ["{{ nil|default:'none' }}", "none"],
    ["{{ event.missing|default:event.one }}", 1],
    ["{{ event.one|default:'none' }}", 1],
    ["{{ event.blank|default:'none' }}", " "],
    ["{{ event.nan|default:'none' }}", [0]],
    ["{{ event.no|default:'none', allow_false: true }}", false],
    ["{{ event.no|default:'none', allow_false: false }}", "none"],
    ["{{ event.zero|default:'none', allow_false: true }}", "none"],
    ["{{ person|lookup:'Favorite Food'|default:'tasty treats' }}", "tasty treats"],
  ])("%s", (template, value) => {
    expect(renderedValue(template, scope)).toEqual(value);
  });
});

describe("title capitalizes each word", () => {
  // https://docs.djangoproject.com/en/5.2/ref/templates/builtins/#title, with the cases of its source.
  test.each<[string, string]>([
    ["my FIRST post", "My First Post"],
    ["they're bill's friends from UNESCO", "They're Bill's Friends From Unesco"],
    ["o'neil l'oreal", "O'Neil L'Oreal"],
    ["the 1st street, 2ND floor", "The 1st Street, 2nd Floor"],
    ["jean-luc mc_donald", "Jean-Luc Mc_Donald"],
    ["ÉLODIE ångström", "Élodie Ångström"],
    ["", ""],
    ["123", "123"],
  ])("%j is %j", (text, titled) => {
    expect(renderedValue("{{ event.T|title }}", scopeOf({ T: text }))).toBe(titled);
  });

  test("other values are written as a text first", () => {
    expect(renderedValue("{{ event.Missing|title }}")).toBe("");
    expect(renderedValue("{{ event.ItemCount|title }}")).toBe("2");
  });
});

describe("json writes a value as JSON", () => {
  test.each<[string, unknown]>([
    ["{{ event.Tags | json }}", '["sale","kitchen"]'],
    ["{{ event.Tags | jsonify }}", '["sale","kitchen"]'],
    ["{{ event.Tags | inspect }}", '["sale","kitchen"]'],
    ["{{ event.Missing | json }}", "null"],
    ["{{ event.OrderId | json }}", '"A-1001"'],
    ["{{ event.Tags | json: event.OrderId }}", '["sale","kitchen"]'],
    ["{{ nil | json }}", "null"],
  ])("%s", (template, value) => {
    expect(renderedValue(template)).toBe(value);
  });
});

describe("dates depend on the event and the step, never on the clock or the machine", () => {
  test.each<[string, string]>([
    ["{{ 'now' | date: '%Y-%m-%dT%H:%M:%S' }}", "2024-03-01T14:05:09"],
    ["{{ 'today' | date: '%A, %d %B %Y' }}", "Friday, 01 March 2024"],
    ["{{ 1709301909 | date: '%H:%M' }}", "14:05"],
    ["{{ '1709301909' | date: '%H:%M' }}", "14:05"],
    ["{{ '2016-02-11T16:46:08-05:00' | date: '%Y-%m-%d %H:%M %z' }}", "2016-02-11 16:46 -0500"],
    ["{{ '2016-02-11T16:46:08+0530' | date: '%H:%M %z' }}", "16:46 +0530"],
    ["{{ '2016-02-11T23:46:08Z' | date: '%Y-%m-%d %H:%M' }}", "2016-02-11 23:46"],
    ["{{ '2016-02-11T23:46:08.123Z' | date: '%L' }}", "123"],
    ["{{ '2021-09-15' | date: '%d.%m.%Y %H:%M' }}", "15.09.2021 00:00"],
    ["{{ '2021-09-15 13:34:08' | date: '%d.%m.%Y %H:%M' }}", "15.09.2021 13:34"],
    ["{{ '2021-09-15T13:34:08' | date: '%H:%M' }}", "13:34"],
    ["{{ '09/15/2021 13:34' | date: '%Y-%m-%d %H:%M' }}", "2021-09-15 13:34"],
    ["{{ '2021-09-15T13:34:08Z' | date: '%H:%M', 'Europe/Vienna' }}", "15:34"],
    ["{{ '2021-09-15T13:34:08Z' | date: '%H:%M', 240 }}", "09:34"],
    ["{{ 'no date' | date: '%Y' }}", "no date"],
    [
      "{{ 'now' | date: '%F %T %R %D %j %s %% %e %k %l %I %P %q %Q' }}",
      "2024-03-01 14:05:09 14:05 03/01/24 061 1709301909 %  1 14  2 02 pm st %Q",
    ],
    ["{{ 'now' | date: '%-d/%-m %^a %#p %3Y %06d %_m %:z' }}", "1/3 FRI pm 2024 000001  3 +00:00"],
    ["{{ 'now' | date: '%Y %Z', 'Europe/Vienna' }}", "2024 Europe/Vienna"],
    ["{{ '2024-12-31' | date: '%j %U %W %u %w %C %y' }}", "366 52 53 2 2 20 24"],
    ["{{ 'now' | date }}", "March 1, 2024"],
    [
      "{{ 'today' | date_to_string: 'ordinal' }} {{ 'today' | date_to_long_string: 'ordinal', 'US' }}",
      "1st Mar 2024 March 1st, 2024",
    ],
    ["{{ 'now' | date: '%999999d' }}", "%999999d"],
    ["{{ event.Missing | date: '%Y' }}", ""],
    ["{{ '2021-09-15T13:34:08' | date_to_xmlschema }}", "2021-09-15T13:34:08+00:00"],
    ["{{ '2021-09-15' | date_to_rfc822 }}", "Wed, 15 Sep 2021 00:00:00 +0000"],
    ["{{ 'today' | date_to_string }}", "01 Mar 2024"],
    ["{{ 'soon' | date_to_long_string }}", "soon"],
  ])("%s", (template, text) => {
    expect(renderedValue(`${template}`) ?? "").toBe(text);
  });

  test("a zone that does not exist fails the rendering", () => {
    const body = ["{{ 'now' | date: '%Y', 'Europe/Atlantis' }}"];
    expect(bodyFailure(body)).toMatchObject({ rule: "template-render", message: expect.stringContaining("time zone") });
  });

  test("conversions, flags and widths are those of liquidjs", () => {
    // liquidjs's strftime is correct on a machine without daylight saving time.
    vi.stubEnv("TZ", "UTC");
    const liquid = new Liquid({ timezoneOffset: 0, locale: "en-US" });
    const conversion = fc
      .tuple(
        fc.constantFrom("", "-", "_", "0", "^", "#"),
        fc.constantFrom("", "1", "3", "12"),
        fc.constantFrom(..."aAbBCdeHIjklLmMpPsSuUwWyYz%!"),
      )
      .map((parts) => `%${parts.join("")}`);
    const second = fc.integer({ min: Date.UTC(1000, 0, 1) / 1000, max: Date.UTC(9999, 0, 1) / 1000 });
    fc.assert(
      fc.property(second, fc.array(conversion, { minLength: 1, maxLength: 4 }), (time, conversions) => {
        const format = conversions.join(" ");
        const expected = liquid.parseAndRenderSync(`{{ t | date: f }}`, { t: time, f: format });
        expect(strftime(wallClock(time * 1000, 0), format)).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  test("a value that is not a time stays unchanged", () => {
    expect(renderedValue("{{ event.Tags | date: '%Y' }}")).toEqual(["sale", "kitchen"]);
    expect(renderedValue("{{ event.Huge | date: '%Y' }}", scopeOf({ Huge: 1e300 }))).toBe(1e300);
  });
});

describe("the machine's time zone has no influence", () => {
  test.each(["America/New_York", "Europe/Berlin", "Asia/Kathmandu"])("%s", (zone) => {
    vi.stubEnv("TZ", zone);
    // Minutes after the changes to daylight saving time in New York and Berlin, in UTC.
    for (const time of ["2024-03-10T07:30:00Z", "2024-03-31T01:30:00Z"]) {
      expect(renderedValue(`{{ '${time}' | date: '%FT%TZ' }}`)).toBe(time);
    }
    expect(new Date(2024, 0, 1).getTimezoneOffset()).not.toBe(0);
    const times = [
      "2021-09-15",
      "2021-09-15 13:34:08",
      "2021-09-15T13:34:08",
      "09/15/2021",
      "2021-09-15T13:34:08-05:00",
    ];
    const shown = times.map((time) => renderedValue(`{{ '${time}' | date: '%Y-%m-%d %H:%M' }}`));
    expect(shown).toEqual([
      "2021-09-15 00:00",
      "2021-09-15 13:34",
      "2021-09-15 13:34",
      "2021-09-15 00:00",
      "2021-09-15 13:34",
    ]);
    expect(renderedValue("{% today '%Y-%m-%d %H:%M' %}")).toBe("2024-03-01 14:05");
  });
});

describe("Liquid's own filters", () => {
  test.each<[string, unknown]>([
    ["{{ event.OrderId | downcase | append: '!' }}", "a-1001!"],
    ["{{ event.Items | where: 'Quantity', 4 | map: 'ProductName' | first }}", "Plate"],
    ["{{ event.Tags | join: '+' }}", "sale+kitchen"],
    ["{{ event.ItemCount | plus: 0.5 }}", 2.5],
    ["{{ event.OrderId | slice: 0, 1 }}", "A"],
    ["{{ event.Items | sort: 'ItemPrice' | map: 'ItemPrice' }}", [4.35, 12.5]],
    ["{{ email | base64_encode }}", "c2hhaEBleGFtcGxlLmNvbQ=="],
    ["{{ event.OrderId | raw }}", "A-1001"],
  ])("%s", (template, value) => {
    expect(renderedValue(template)).toEqual(value);
  });
});
