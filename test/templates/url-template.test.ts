import { describe, expect, test } from "vitest";
import { compiled, problemsOf, SCOPE, scopeOf } from "./sample-order.ts";

function url(template: string, scope = SCOPE, secrets = {}) {
  return compiled({ url: template }).renderUrl(scope, secrets);
}

describe("values in a URL are percent-encoded", () => {
  test.each<[string, string]>([
    ["https://api.example.com/orders/{{ event.OrderId }}", "https://api.example.com/orders/A-1001"],
    ["https://api.example.com?mail={{ email }}", "https://api.example.com/?mail=shah%40example.com"],
    ["https://api.example.com/?mail={{ email | url_encode }}", "https://api.example.com/?mail=shah%40example.com"],
    [
      "https://api.example.com/?q={{ event.Note | url_encode }}",
      "https://api.example.com/?q=Leave+it+%22by+the+door%22%0Aplease",
    ],
    [
      "https://api.example.com/?q={{ event.Note | cgi_escape }}",
      "https://api.example.com/?q=Leave+it+%22by+the+door%22%0Aplease",
    ],
    [
      "https://api.example.com/?q={{ event.Note | urlencode }}",
      "https://api.example.com/?q=Leave%20it%20%22by%20the%20door%22%0Aplease",
    ],
    [
      "https://api.example.com/?q={{ event.Note | urlencodeplus }}",
      "https://api.example.com/?q=Leave+it+%22by+the+door%22%0Aplease",
    ],
    ["https://api.example.com/?q={{ 'a=b&c é'|iriencode }}", "https://api.example.com/?q=a=b&c%20%C3%A9"],
    ["https://api.example.com/?t={{ event.Tags }}", "https://api.example.com/?t=%5B%22sale%22%2C%22kitchen%22%5D"],
    ["https://api.example.com/{% if event.Gift %}gift{% else %}order{% endif %}", "https://api.example.com/order"],
    ["https://api.example.com/{% for t in event.Tags %}{{ t }}-{% endfor %}", "https://api.example.com/sale-kitchen-"],
    ["https://api.example.com/{% cycle 'a/b' %}", "https://api.example.com/a%2Fb"],
    ["https://API.example.com:443/x", "https://api.example.com/x"],
    ["http://localhost:8080/x", "http://localhost:8080/x"],
    ["https://münchen.example/ä", "https://xn--mnchen-3ya.example/%C3%A4"],
    ["https://[2001:db8::1]/x", "https://[2001:db8::1]/x"],
  ])("%s", (template, rendered) => {
    expect(url(template)).toEqual({ ok: true, value: rendered });
  });

  test.each([
    "../admin",
    "a/b",
    "x?y=1",
    "x#y",
    "@evil.example",
    "evil.example",
    "\\evil",
    "a\r\nHost: x",
    "%2e%2e",
    "\ud800",
  ])("%j stays one segment of the path and one value of the query", (value) => {
    const result = url("https://api.example.com/a/{{ event.X }}/b?q={{ event.X }}&r=1", scopeOf({ X: value }));
    expect(result.ok).toBe(true);
    const rendered = new URL(result.ok ? result.value : "");
    expect(rendered.host).toBe("api.example.com");
    const parts = rendered.pathname.split("/");
    expect([parts.length, parts[1], parts[3]]).toEqual([4, "a", "b"]);
    expect(decodeURIComponent(parts[2] ?? "")).toBe(value.toWellFormed());
    expect([...rendered.searchParams.keys()]).toEqual(["q", "r"]);
    expect(rendered.hash).toBe("");
  });

  test.each(["..", ".", "%2e."])("a value of %j fails, because it would lead to another path", (value) => {
    const result = url("https://api.example.com/a/{{ event.X | raw }}/b", scopeOf({ X: value }));
    if (value === "%2e.") expect(result).toMatchObject({ ok: true });
    else expect(result).toMatchObject({ ok: false, problem: { rule: "template-url", pointer: "/url" } });
  });

  test.each<[string, string]>([
    ["{{ event.X|iriencode }}", "x#y"],
    ["{{ event.X|urlencode:'#' }}", "x#y"],
    ["{% filter urldecode %}{{ event.X }}{% endfilter %}", "..\\..\\admin"],
    ["{% filter urldecode %}{{ event.X }}{% endfilter %}", ".\t."],
    ["{% filter urldecode %}{{ event.X }}{% endfilter %}", "a b"],
  ])("%s fails with %j, which a URL can't contain", (part, X) => {
    const result = url(`https://api.example.com/a/${part}/b`, scopeOf({ X }));
    expect(result).toMatchObject({ ok: false, problem: { rule: "template-url", pointer: "/url" } });
  });

  test("dots are allowed in the query", () => {
    expect(url("https://api.example.com/a?x=/../{{ event.X }}", scopeOf({ X: ".." }))).toMatchObject({ ok: true });
  });

  test("a URL beyond the limit fails", () => {
    const result = url("https://api.example.com/{{ event.X }}", scopeOf({ X: "x".repeat(8_000) }));
    expect(result).toMatchObject({ ok: false, problem: { rule: "template-limit-size", pointer: "/url" } });
  });
});

describe("scheme and host are literal", () => {
  test.each<[string, string]>([
    ["{{ event.Url }}", "template-url-host"],
    ["https://{{ event.Host }}/x", "template-url-host"],
    ["https://api.example.com{{ event.Path }}", "template-url-host"],
    ["https://api.example.com:{{ event.Port }}/", "template-url-host"],
    ["{% if true %}https://a.example/{% else %}https://b.example/{% endif %}", "template-url-host"],
    ["{{ 'https' }}://api.example.com/", "template-url-host"],
    ["ftp://api.example.com/", "template-url-host"],
    ["//api.example.com/", "template-url-host"],
    ["api.example.com/x", "template-url-host"],
    ["https:///x", "template-url-host"],
    ["https://", "template-url-host"],
    ["", "template-url-host"],
    ["https://user:secret@api.example.com/", "template-url-host"],
    ["https://user@api.example.com/", "template-url-host"],
    ["https://api example.com/", "template-url"],
    ["https://api.example.com\\@evil.example/", "template-url"],
    ["https://api.example.com/a b", "template-url"],
    ["https://api.example.com/x\n", "template-url"],
    ["https://api.example.com/x#part", "template-url"],
    ["https://api.example.com/{% if true %}#{% endif %}", "template-url"],
    ["https://api.example.com/a/../b", "template-url"],
    ["https://api.example.com/a/%2E%2e/b", "template-url"],
    ["https://api.example.com:99999/", "template-url-host"],
    ["https://exa%mple.com/", "template-url-host"],
    ["https://api.example.com/{{ evnt.x }}", "template-unknown-variable"],
  ])("%j is refused", (template, rule) => {
    const problems = problemsOf({ url: template });
    expect(problems.map((problem) => problem.rule)).toContain(rule);
    expect(problems.every(({ pointer }) => pointer === "/url")).toBe(true);
    expect(JSON.stringify(problems)).not.toContain("user:secret");
  });

  test("the origin is known before rendering", () => {
    expect(compiled({ url: "HTTPS://API.example.com:8443/{{ event.x }}" }).origin).toBe("https://api.example.com:8443");
  });

  test.each<[string, boolean]>([
    ["https://api.example.com/x?a=1", true],
    ["https://api.example.com", true],
    ["https://api.example.com/{{ event.x }}", false],
    ["https://api.example.com/{% if event.x %}a{% endif %}", false],
  ])("%s is literal: %s", (template, literal) => {
    expect(compiled({ url: template }).literalUrl).toBe(literal);
  });
});

describe("secrets in a URL", () => {
  const template = "https://api.example.com/{{ secrets.path }}?key={{ secrets.key | url_encode }}";

  test("are unchanged in the path and encoded in the query", () => {
    expect(url(template, SCOPE, { path: "a/b", key: "k&1" })).toEqual({
      ok: true,
      value: "https://api.example.com/a/b?key=k%261",
    });
    const slack = "https://hooks.slack.example/services/{{ secrets.slack }}";
    expect(url(slack, SCOPE, { slack: "T000/B000/t0ken" })).toEqual({
      ok: true,
      value: "https://hooks.slack.example/services/T000/B000/t0ken",
    });
  });

  test.each([
    ["https://api.example.com/?a={{ secrets.key }}", "https://api.example.com/?a=x%2Fy%26z"],
    [
      "https://api.example.com/?{% filter upper %}a={{ secrets.key }}{% endfilter %}",
      "https://api.example.com/?A=X%2FY%26Z",
    ],
    ["https://api.example.com/{{ secrets.key|lower }}", "https://api.example.com/x%2Fy%26z"],
    ["https://api.example.com/{{ secrets['key'] }}/a", "https://api.example.com/x/y&z/a"],
  ])("%s is rendered to %s", (source, rendered) => {
    expect(url(source, SCOPE, { key: "x/y&z" })).toEqual({ ok: true, value: rendered });
  });

  test.each(["a?b", "a#b", "a b", "a\nb", "a\\b", "..", ".", "../admin", "a/../b", "a/..", "%2E%2e/b", ".%2e"])(
    "a secret that would lead elsewhere (%j) is refused, and not shown",
    (path) => {
      const result = url("https://api.example.com/{{ secrets.path }}", SCOPE, { path });
      expect(result).toMatchObject({ ok: false, problem: { rule: "template-url", column: 25 } });
      expect(result).toMatchObject({
        problem: {
          message: expect.stringMatching(/^The secret "path" can't be used in the path of a URL: it contains /),
        },
      });
    },
  );

  test.each(["//other.example/x", "@other.example", ":443", "a..b", "...", "Zoë"])(
    "a secret can't change the host (%j)",
    (path) => {
      const result = url("https://api.example.com/{{ secrets.path }}", SCOPE, { path });
      expect(result).toMatchObject({ ok: true, value: expect.stringMatching(/^https:\/\/api\.example\.com\//) });
    },
  );

  test("a missing secret fails the rendering, and the error names it", () => {
    expect(url(template, SCOPE, { path: "a" })).toEqual({
      ok: false,
      problem: { rule: "template-secret-missing", pointer: "/url", message: 'There is no secret named "key".' },
    });
  });

  test("no failure shows a value", () => {
    const failing = "https://api.example.com/{{ secrets.key | base64_decode }}";
    const result = url(failing, SCOPE, { key: "TOP*SECRET" });
    expect(result).toMatchObject({ ok: false, problem: { rule: "template-render", column: 25 } });
    expect(result).toMatchObject({ problem: { message: "This part can't be rendered with this event." } });
    expect(JSON.stringify(result)).not.toContain("TOP");
  });
});
