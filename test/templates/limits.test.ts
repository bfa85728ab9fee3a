import { describe, expect, test, vi } from "vitest";
import { MAX_LOOP_PASSES, MAX_PROBLEMS, MAX_RENDER_MS, MAX_TEMPLATE_LENGTH } from "#templates/dialect/dialect.ts";
import { MAX_BODY_BYTES, MAX_BODY_DEPTH, MAX_BODY_VALUES, MAX_RENDERED_DEPTH } from "#templates/limits.ts";
import { bodyFailure, bodyText, problemsOf, renderedValue, scopeOf } from "./sample-order.ts";

describe("when a message is compiled", () => {
  test("the length of a template is limited", () => {
    expect(problemsOf({ body: ["{{ 1 }}".padStart(MAX_TEMPLATE_LENGTH + 1, "x")] })).toMatchObject([
      { rule: "template-limit-size", pointer: "/body/0" },
    ]);
    expect(problemsOf({ body: ["{{ 1 }}".padStart(MAX_TEMPLATE_LENGTH, "x")] })).toEqual([]);
    // A text without a template has no such limit.
    expect(problemsOf({ body: ["x".repeat(MAX_TEMPLATE_LENGTH + 1)] })).toEqual([]);
  });

  test("the number of values in a body is limited", () => {
    expect(problemsOf({ body: Array(MAX_BODY_VALUES - 1).fill("{{ 1 }}") })).toEqual([]);
    expect(problemsOf({ body: Array(MAX_BODY_VALUES).fill("x") })).toMatchObject([
      { rule: "template-limit-count", pointer: "/body" },
    ]);
  });

  test("the depth of a body is limited", () => {
    const nested = (depth: number) => JSON.parse(`${"[".repeat(depth)}${"]".repeat(depth)}`);
    expect(problemsOf({ body: nested(MAX_BODY_DEPTH) })).toEqual([]);
    expect(problemsOf({ body: nested(MAX_BODY_DEPTH + 1) })).toMatchObject([{ rule: "template-limit-depth" }]);
  });

  test("the depth of a literal text body is limited", () => {
    const nested = (depth: number) => `${"[".repeat(depth)}"${"[".repeat(200)}"${"]".repeat(depth)}`;
    expect(problemsOf({ body: nested(MAX_RENDERED_DEPTH) })).toEqual([]);
    expect(problemsOf({ body: nested(MAX_RENDERED_DEPTH + 1) })).toMatchObject([
      { rule: "template-limit-depth", pointer: "/body" },
    ]);
  });

  test.each([
    ["blocks", `${"{% if true %}".repeat(40)}${"{% endif %}".repeat(40)}`],
    ["many blocks", "{% for i in event.Items %}".repeat(4_000)],
    ["brackets", `{{ ${"event[".repeat(20)}1${"]".repeat(20)} }}`],
    ["many brackets", `{{ ${"event[".repeat(20_000)} }}`],
  ])("the nesting of %s is limited", (_what, template) => {
    expect(problemsOf({ body: [template] })[0]).toMatchObject({ rule: "template-limit-depth", pointer: "/body/0" });
  });

  test("the number of reported problems of one template is limited", () => {
    expect(problemsOf({ body: ["{{ nope }}{{ | }}".repeat(1_000)] })).toHaveLength(MAX_PROBLEMS);
  });
});

describe("when a message is rendered", () => {
  test.each([60_000, MAX_RENDERED_DEPTH + 1])("a text body that nests %d levels deep fails", (depth) => {
    const body = `{% if true %}${"[".repeat(depth)}${"]".repeat(depth)}{% endif %}`;
    expect(bodyFailure(body, scopeOf({}))).toMatchObject({ rule: "template-limit-depth", pointer: "/body" });
  });

  test("the limit of a body counts bytes, not characters", () => {
    const scope = scopeOf({ T: "ä".repeat(1_000) });
    expect(bodyText({ t: "{{ event.T }}" }, scope)).toHaveLength(1_008);
    const list = (count: number) => ({ t: Array(count).fill("{{ event.T }}") });
    expect(bodyFailure(list(130), scope)).toBeUndefined();
    expect(bodyFailure(list(131), scope)).toMatchObject({ rule: "template-limit-size", pointer: "/body/t/130" });
    expect(bodyFailure(`[${'"{{ event.T }}", '.repeat(131)}]`, scope)).toMatchObject({ pointer: "/body" });
  });

  test.each<[string, string, object]>([
    ["a lone output", "{{ event.T }}", { line: 1, column: 1 }],
    ["an output in a text", "x\n{{ event.T }}", { line: 1, column: 1 }],
    ["a value of tags", "{% if event.T %}{{ event.T }}{% endif %}", { line: 1, column: 1 }],
    ["a list", "[{% for i in (1..1) %}{{ event.T }}{% endfor %}]", { line: 1, column: 1 }],
  ])("a body that exceeds its limit by %s names the position", (_what, template, place) => {
    for (const T of ["x".repeat(MAX_BODY_BYTES - 100), "ä".repeat(MAX_BODY_BYTES / 2 - 100)]) {
      const problem = bodyFailure({ a: "x".repeat(200), b: template, c: "{{ event.T }}" }, scopeOf({ T }));
      expect(problem).toMatchObject({ rule: "template-limit-size", pointer: "/body/b", ...place });
    }
  });

  test("a body that exceeds its limit by literal text names no position", () => {
    const scope = scopeOf({ T: "x".repeat(MAX_BODY_BYTES - 100) });
    const problem = bodyFailure({ a: "{{ event.T }}", b: "x".repeat(200), c: "{{ event.T }}" }, scope);
    expect(problem).toMatchObject({ rule: "template-limit-size", pointer: "/body" });
    expect(problem).not.toHaveProperty("line");
  });

  test.each<[string, string]>([
    ["text", "{{ event.T }}x".repeat(4)],
    ["a lone output", "{{ event.T | append: event.T | append: event.T }}"],
    [
      "a list of one large value",
      "{% assign a = event.L %}{% for i in (1..9) %}{% assign a = a | concat: a %}{% endfor %}{{ a }}",
    ],
    ["a list made by filters", `{{ event.L ${"| concat: event.L ".repeat(9)}}}`],
    ["a capture", "{% for i in (1..99) %}{% capture a %}{{ a }}{{ event.T }}{% endcapture %}{% endfor %}"],
    ["a value in a value", "{% for i in (1..99) %}{% assign a = event.N | push: a %}{% endfor %}{{ a }}"],
  ])("%s beyond the limit fails", (_what, template) => {
    const scope = scopeOf({ T: "x".repeat(MAX_BODY_BYTES / 4), L: ["x".repeat(40_000)] });
    const problem = bodyFailure([template, template], scope);
    expect(problem).toMatchObject({ rule: "template-limit-size" });
  });

  test("text bodies have the same limit", () => {
    const scope = scopeOf({ T: "x".repeat(100_000) });
    expect(bodyFailure('["{{ event.T }}", "{{ event.T }}"]', scope)).toBeUndefined();
    expect(bodyFailure('["{{ event.T }}", "{{ event.T }}", {{ event.T }}]', scope)).toMatchObject({
      rule: "template-limit-size",
      pointer: "/body",
      column: 36,
    });
    const escaped = scopeOf({ T: "\u0001".repeat(50_000) });
    expect(bodyFailure('["{{ event.T }}"]', escaped)).toMatchObject({ rule: "template-limit-size" });
  });

  test("the passes of all loops together are limited", () => {
    const half = MAX_LOOP_PASSES / 2;
    const loop = (passes: number) => `{% for i in (1..${passes}) %}{% endfor %}`;
    expect(renderedValue(loop(half) + loop(half))).toBe("");
    expect(bodyFailure({ a: loop(half), b: `\n${loop(half + 1)}` })).toMatchObject({
      rule: "template-limit-loops",
      pointer: "/body/b",
      line: 2,
      message: expect.stringContaining("passes"),
    });
    const nested =
      "{% for i in (1..1000) %}{% for j in (1..1000) %}{% for k in (1..1000) %}{% endfor %}{% endfor %}{% endfor %}";
    expect(bodyFailure([nested])).toMatchObject({ rule: "template-limit-loops" });
  });

  test("the output of filters and ranges is limited", () => {
    expect(bodyFailure(["{% for i in (1..999999999) %}{% endfor %}"])).toMatchObject({ rule: "template-limit-size" });
    const doubling = "{% assign a = 'xxxxxxxx' %}{% for i in (1..60) %}{% assign a = a | append: a %}{% endfor %}";
    expect(bodyFailure([doubling])).toMatchObject({ rule: "template-limit-size" });
    const format = `{% capture f %}{% for i in (1..50000) %}%99d{% endfor %}{% endcapture %}{{ 'now' | date: f }}`;
    expect(bodyFailure([format])).toMatchObject({ rule: "template-limit-size" });
    const often = "{% for i in (1..500) %}{% assign a = event.T | upcase %}{% endfor %}";
    expect(bodyFailure([often], scopeOf({ T: "x".repeat(10_000) }))).toMatchObject({ rule: "template-limit-size" });
    expect(bodyFailure([often], scopeOf({ T: "x".repeat(1_000) }))).toBeUndefined();
    const replacing = "{{ event.T | replace: 'x', event.T | replace: 'x', event.T }}";
    expect(bodyFailure([replacing], scopeOf({ T: "x".repeat(10_000) }))).toMatchObject({ rule: "template-limit-size" });
  });

  describe("the time is checked wherever a rendering may be slow", () => {
    const many = (part: string) => Array(60).fill(part).join(" or ");
    test.each<[string, string]>([
      ["parts", "{{ event.T }}x".repeat(60)],
      ["passes of a loop", "{% for i in (1..60) %}x{% endfor %}"],
      ["filters", `{% if ${many("event.T|truncatechars:1 == 'x'")} %}x{% endif %}`],
      ["filters of a lone output", `{{ event.T${"|upper".repeat(60)} }}`],
      ["comparisons", `{% if ${many("event.T == event.L")} %}x{% endif %}`],
      ["conditions", `{% if event.no %}x${"{% elif event.no %}x".repeat(60)}{% endif %}`],
      ["values of a case", `{% case event.T %}{% when 1${" or event.L".repeat(60)} %}x{% endcase %}`],
      ["groups", "{% regroup event.L by a as g %}{{ g }}"],
    ])("%s", (_what, template) => {
      let now = 0;
      const clock = vi.spyOn(performance, "now").mockImplementation(() => (now += 2 * MAX_RENDER_MS));
      const scope = scopeOf({ T: "text", L: Array(60).fill({ a: 1 }) });
      const problem = bodyFailure([template], scope);
      clock.mockRestore();
      expect(problem).toMatchObject({ rule: "template-limit-time", pointer: "/body/0", line: 1 });
    });
  });

  test("a failed rendering does not reduce the budget of the next one", () => {
    const template = `{% for i in (1..${MAX_LOOP_PASSES}) %}{% endfor %}`;
    for (let run = 0; run < 3; run++) expect(renderedValue(template)).toBe("");
  });
});
