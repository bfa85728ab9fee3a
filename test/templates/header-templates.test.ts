import { describe, expect, test } from "vitest";
import { compiled, problemsOf, SCOPE, scopeOf } from "./sample-order.ts";

function headers(templates: Record<string, string>, scope = SCOPE, secrets = {}) {
  return compiled({ headers: templates }).renderHeaders(scope, secrets);
}

describe("headers", () => {
  test("values are templates and may contain secrets", () => {
    const templates = {
      Authorization: "Bearer {{ secrets.crm }}",
      "X-Order": " {{ event.OrderId }} ",
      "X-Basic": "Basic {{ secrets.user_and_password | base64_encode }}",
      "X-Empty": "{{ event.Missing }}",
    };
    expect(headers(templates, SCOPE, { crm: "t0ken", user_and_password: "a:b" })).toEqual({
      ok: true,
      value: { Authorization: "Bearer t0ken", "X-Order": "A-1001", "X-Basic": "Basic YTpi", "X-Empty": "" },
    });
  });

  test("the secrets of headers and URL are known before rendering", () => {
    const template = compiled({
      url: "https://api.example.com/?k={{ secrets.b }}",
      headers: { "X-A": "{{ secrets['a'] }}{{ secrets.b }}" },
    });
    expect(template.secrets).toEqual(["a", "b"]);
  });

  test("a JSON content type is accepted and ignored", () => {
    expect(headers({ "Content-Type": "application/json" })).toEqual({ ok: true, value: {} });
    expect(headers({ "content-type": "application/json; charset=utf-8" })).toEqual({ ok: true, value: {} });
  });

  test("a name may be that of an inherited property", () => {
    const result = headers(JSON.parse('{"__proto__": "1", "constructor": "2"}'));
    expect(result.ok && Object.entries(result.value)).toEqual([
      ["__proto__", "1"],
      ["constructor", "2"],
    ]);
  });

  test.each<[string, string]>([
    ["X Order", "1"],
    ["X-{{ event.OrderId }}", "1"],
    ["", "1"],
    ["Host", "evil.example"],
    ["content-length", "1"],
    ["Content-Type", "text/xml"],
    ["Content-Type", "application/json; {{ event.x }}"],
    ["Webhook-Signature", "v1,x"],
    ["Flowhook-Attempt", "1"],
    ["User-Agent", "me"],
  ])("%s: %s is refused", (name, value) => {
    expect(problemsOf({ headers: { [name]: value } })).toMatchObject([{ rule: "template-header" }]);
  });

  test("a name may be set once, regardless of case", () => {
    expect(problemsOf({ headers: { "X-A": "1", "x-a": "2" } })).toMatchObject([
      { rule: "template-header", pointer: "/headers/x-a" },
    ]);
  });

  test("a message may set 50 headers", () => {
    const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`X-${n}`, "1"]));
    expect(problemsOf({ headers: many(50) })).toEqual([]);
    expect(problemsOf({ headers: many(51) })).toMatchObject([{ rule: "template-limit-count", pointer: "/headers" }]);
  });

  test.each(["a\r\nX-Evil: 1", "a\nb", "a\u0000", "\u007f", "ł"])("a value with %j fails the rendering", (value) => {
    const result = headers({ "X-A": "ok", "X-Note": "n: {{ event.N }}." }, scopeOf({ N: value }));
    expect(result).toMatchObject({ ok: false, problem: { rule: "template-header", pointer: "/headers/X-Note" } });
  });

  test("a value that gets too long fails the rendering", () => {
    const result = headers({ "X-Note": "{{ event.N }}" }, scopeOf({ N: "x".repeat(8_193) }));
    expect(result).toMatchObject({ ok: false, problem: { rule: "template-limit-size", pointer: "/headers/X-Note" } });
  });

  test("a missing secret fails the rendering, and the error names it", () => {
    expect(headers({ A: "{{ secrets.constructor }}" })).toMatchObject({
      ok: false,
      problem: {
        rule: "template-secret-missing",
        pointer: "/headers/A",
        message: expect.stringContaining("constructor"),
      },
    });
  });

  test("no failure shows a secret", () => {
    const result = headers({ A: "{{ secrets.s }}" }, SCOPE, { s: "TOP\nSECRET" });
    expect(result.ok).toBe(false);
    expect(JSON.stringify(result)).not.toContain("SECRET");
  });

  test.each([
    "{{ secrets }}",
    "{{ secrets.a.b }}",
    "{{ secrets[event.x] }}",
    "{{ secrets|lookup:'a' }}",
    "{% for s in secrets %}{% endfor %}",
  ])("%s is refused: a secret is read by its name alone", (value) => {
    expect(problemsOf({ headers: { A: value } })).toMatchObject([{ rule: "template-secret-name" }]);
  });
});
