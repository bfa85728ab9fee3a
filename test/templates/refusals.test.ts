import { describe, expect, test } from "vitest";
import { compiled, problemsOf } from "./sample-order.ts";

/** Rule, line and column of each problem of one template in the body. */
function found(template: string) {
  return problemsOf({ body: { value: template } }).map(({ rule, line, column }) => `${rule} ${line}:${column}`);
}

function expectRefusal(template: string, place: string, words: string): void {
  expect(found(template)).toEqual([place]);
  expect(problemsOf({ body: { value: template } })[0]?.message).toContain(words);
}

describe("names that can't be used in a webhook are refused with the reason", () => {
  test.each<[string, string, string]>([
    ["{% coupon_code 'WELCOME' %}", "template-coupon-code 1:1", "Coupon codes"],
    ["Code: {{ coupon_code }}", "template-coupon-code 1:10", "Coupon codes"],
    ["{{ coupon.code }}", "template-coupon-code 1:4", "Coupon codes"],
    ["{% for item in feeds.Instagram.items %}{{ item.title }}{% endfor %}", "template-web-feed 1:16", "Web feeds"],
    ["{{ web_feeds.blog }}", "template-web-feed 1:4", "Web feeds"],
    ["{% feed 'blog' %}", "template-web-feed 1:1", "Web feeds"],
    ["{{ catalog_item.title }}", "template-product-feed 1:4", "Product feeds"],
    ["{% catalog_lookup event.ProductID %}", "template-product-feed 1:1", "Product feeds"],
    ["{% unsubscribe 'click here' %}", "template-mail-only 1:1", "only available in emails"],
    ["{% manage_preferences_link %}", "template-mail-only 1:1", "only available in emails"],
    ["{% web_view %}", "template-mail-only 1:1", "only available in emails"],
    ["{{ unsubscribe_link }}", "template-mail-only 1:4", "only available in emails"],
    ["{% barcode event.Code %}", "template-mail-only 1:1", "only available in emails"],
    ["{% currency_format event.Total %}", "template-not-available 1:1", "|floatformat:2 }}"],
    ["{% url 'home' %}", "template-not-available 1:1", "pages of a Django site"],
    ["{% include 'footer' %}", "template-not-available 1:1", "can't include, extend or render another"],
    ["{% render 'footer' %}", "template-not-available 1:1", "can't include, extend or render another"],
    ["{% layout 'page' %}", "template-not-available 1:1", "can't include, extend or render another"],
    ["{% tablerow i in event.Items %}{% endtablerow %}", "template-not-available 1:1", "HTML table"],
    ["{% increment n %}", "template-not-available 1:1", "forloop.index"],
    ["{{ object.name }}", "template-not-available 1:4", "Custom objects"],
    ["{{ event.Tags | sample }}", "template-not-available 1:17", "at random"],
    ["{{ event.Items | where_exp: 'i', event.Filter }}", "template-not-available 1:18", "expression as text"],
    ["{{ secrets.token }}", "template-secret-in-body 1:4", "not in the body"],
  ])("%s", expectRefusal);

  test("a block that can't be used is reported once, along with the problems inside it", () => {
    const template =
      "{% catalog event.ProductID %}{{ catalog_item.title }}{% endcatalog %}{% within x %}{% endwithin %}";
    expect(found(template)).toEqual([
      "template-product-feed 1:1",
      "template-product-feed 1:33",
      "template-unknown-tag 1:70",
    ]);
  });
});

describe("unknown names are refused with the nearest known name", () => {
  test.each<[string, string, string]>([
    ["{{ evnt.OrderId }}", "template-unknown-variable 1:4", 'Did you mean "event"?'],
    ["{{ profile.email }}", "template-unknown-variable 1:4", 'There is no variable "profile"'],
    ["{{ today }}", "template-unknown-variable 1:4", "Write {% today '%Y-%m-%d' as today %} before"],
    ["{{ forloop.index }}", "template-unknown-variable 1:4", '"forloop"'],
    ["{% for i in event.Items %}{% endfor %}{{ i }}", "template-unknown-variable 1:42", '"i"'],
    ["{% assign a = a %}", "template-unknown-variable 1:15", '"a" is only assigned after this'],
    ["{{ a.b }}{% assign a = event.x %}", "template-unknown-variable 1:4", '"a" is only assigned after this'],
    ["{% for i in a %}{% assign a = 1 %}{% endfor %}", "template-unknown-variable 1:13", "only assigned after this"],
    ["{% for i in event.Items %}{{ a }}{% assign a = a|append:'x' %}{% endfor %}{{ a }}", "", ""],
    ["{% if event.x %}{% assign a = 1 %}{% endif %}{{ a }}", "", ""],
    ["{{ [event.OrderId] }}", "template-unknown-variable 1:4", "can't be computed"],
    ["{{ event.List|concat:[4, 5] }}", "template-unknown-variable 1:22", "'4,5'|split:','"],
    ["{{ event[persn.key] }}", "template-unknown-variable 1:10", 'Did you mean "person"?'],
    ["{{ event.a | default: frist_name }}", "template-unknown-variable 1:23", '"frist_name"'],
    ["{% for i in (1..evnt.n) %}{% endfor %}", "template-unknown-variable 1:17", 'Did you mean "event"?'],
    ["{{ event.OrderId | upcas }}", "template-unknown-filter 1:20", 'Did you mean "upcase"?'],
    ["{{ event.OrderId | nonsense }}", "template-unknown-filter 1:20", 'There is no filter "nonsense".'],
    ["{% if true %}{{ 1 | upcas }}{% endif %}", "template-unknown-filter 1:21", "upcase"],
    ["{% assign a = 1 | upcas %}", "template-unknown-filter 1:19", "upcase"],
    ["{% cycle 'a' | upcas, 'b' %}", "template-unknown-filter 1:16", "upcase"],
    ["{% elsfi true %}", "template-unknown-tag 1:1", 'Did you mean "elsif"?'],
    ["{% ifequal a b %}{% endifequal %}", "template-unknown-tag 1:1", "{% if a == b %}"],
    ["{% nonsense %}", "template-unknown-tag 1:1", "There is no tag {% nonsense %}."],
  ])("%s", (template, place, words) => {
    expect(found(template)).toEqual(place === "" ? [] : [place]);
    expect(problemsOf({ body: { value: template } })[0]?.message ?? "").toContain(words);
  });
});

describe("syntax that would be ignored or misread is refused", () => {
  test.each<[string, string, string]>([
    ["{{ event.a event.b }}", "template-syntax 1:12", "operator or a filter between them"],
    ["{% if event.a AND event.b %}{% endif %}", "template-syntax 1:15", "in lower case"],
    ["{{ event.a and }}", "template-syntax 1:15", "Expected a value"],
    ["{{ not }}", "template-syntax 1:7", "Expected a value"],
    ["{{ event.a not }}", "template-syntax 1:12", "Write not before the value"],
    ["{{ and event.a event.b }}", "template-syntax 1:4", "Expected a value here, but found and"],
    ["{{ event.a event.b or }}", "template-syntax 1:12", "operator or a filter between them"],
    ["{% if event.a < event.b < 3 %}{% endif %}", "template-syntax 1:25", "a < b and b < c"],
    ["{% if event.a && event.b %}{% endif %}", "template-syntax 1:15", "Write and for &&"],
    ["{{ event.a - 1 }}", "template-syntax 1:12", "filters plus, minus"],
    ["{% if event.a == \u2018x\u2019 %}{% endif %}", "template-syntax 1:18", "Write ' or \""],
    ["{% if {{ event.a }} %}{% endif %}", "template-syntax 1:7", "without {{ }}"],
    ["{{{ event.a }}: 1}", "template-syntax 1:3", "{ {{"],
    ["{{ event|lookup:'a b'.c }}", "template-syntax 1:22", "(event|lookup:'a b').c"],
    ["{{ event.Items.size() }}", "template-syntax 1:20", "can't call methods"],
    ["{{ event.a|round(2) }}", "template-syntax 1:17", "follow a colon: round:2"],
    ["{{ event.a | default('x') }}", "template-syntax 1:21", "follow a colon: default:'x'"],
    ["{{ event.a, event.b }}", "template-syntax 1:11", `Unexpected ", event.b"`],
    ["{% for x in event.Items sorted %}{% endfor %}", "template-syntax 1:25", "limit:, offset: or reversed"],
    ["{% if event.a %}{% else if event.b %}{% endif %}", "template-syntax 1:25", "Write {% elif %}"],
    ["{% break %}", "template-syntax 1:1", "outside of a loop"],
    ["{% case event.a %}text{% when 1 %}{% endcase %}", "template-syntax 1:19", "never rendered"],
    ["{# one\ntwo #}", "template-syntax 1:1", "on one line"],
    ["{% assign a = event.b, event.c %}", "template-syntax 1:22", '", event.c"'],
    ["{% if event.a %}{% endif %}{% capture a b %}{% endcapture %}", "template-syntax 1:41", '"b"'],
    ["{% today '%Y' as %}", "template-syntax 1:17", "Expected a name after as"],
    ["{% today '%Y' in x %}", "template-syntax 1:15", '"in x"'],
    ["{% cycle 'a', 'b' 'c' %}", "template-syntax 1:19", `"'c'"`],
    ["{{ event.a | append }}", "template-filter-argument 1:14", "append takes 1 argument, but got none"],
    ["{{ event.a | upcase: 'x', 'y' }}", "template-filter-argument 1:14", "upcase takes no argument, but got 2"],
    ["{{ event.a | default: 'x', allow_flase: true }}", "template-filter-argument 1:14", "named allow_flase"],
  ])("%s", expectRefusal);

  test.each([
    "{{ event.Items | slice: 0, 3 }}",
    "{{ event.Day | date: event.Format }}",
    "{% comment %}{% if in a comment %}{{ x }}{% endcomment %}",
    "{% for i in event.Items limit:2 offset:1 reversed %}{% else %}{% endfor %}",
    "{% raw %}{{ anything | goes }}{% endraw %}",
    "{{ 'a' | append: event.b | default: nil }}",
    "{% firstof event.a|upper (event.b) %}",
    "{{ not event.a == event.b and event.c and not event.d }}",
    "{{ event.a == not event.b }}",
    "{% if 'sale' in event.Tags %}a{% endif %}",
    "{% if event.a and event.b or event.c %}{% endif %}",
    "{% if person|lookup:'Points' > 150 %}{% endif %}",
    "{% for x in event.Items|slice:':3' %}{% endfor %}",
    "{ # and {# are text }",
    "{% if event.a > 1 or event.b contains 'x' and event.c != empty %}{% endif %}",
    "{% if event.a or event.b or event.c %}{% endif %}",
  ])("%s is accepted", (template) => {
    expect(found(template)).toEqual([]);
  });
});

describe("invalid syntax is refused", () => {
  test.each<[string, string, string]>([
    ["{{ event.a", "template-syntax 1:1", "not closed"],
    ["one\ntwo {{ }} three", "template-syntax 2:7", "Expected a value"],
    ["{{ event.a | }}", "template-syntax 1:13", "Expected the name of a filter"],
    ["{% assign a = event.a | %}", "template-syntax 1:24", "Expected the name of a filter"],
    ["{{ event.a | upcase downcase }}", "template-syntax 1:21", "operator or a filter between them"],
    ["{{ event.a | append: }}", "template-syntax 1:21", "Expected a value"],
    ["{{ 'text }}", "template-syntax 1:4", "not closed: ' is missing"],
    ["{{ 1a }}", "template-syntax 1:4", "can't begin with a digit"],
    ["{% if event.a %}", "template-syntax 1:1", "not closed"],
    ["{% endif %}", "template-syntax 1:1", "outside of its block"],
    [
      "{% for i in event.Items %}{% endif %}",
      "template-syntax 1:27",
      "inside {% for %}. Expected {% empty %}, {% else %}, {% endfor %} first",
    ],
    ["{% %}", "template-syntax 1:1", "begins with its name"],
    ["{% raw %}", "template-syntax", "not closed"],
    ["{% verbatim a %}{% endverbatim %}", "template-syntax", "not closed"],
    ["{% for event.Items %}{% endfor %}", "template-syntax 1:13", "Expected in here, but found ."],
    ["{% for %}{% endfor %}", "template-syntax 1:7", "Expected the name of the loop's variable"],
  ])("%s", (template, place, words) => {
    const [first] = found(template);
    expect(first ?? "").toContain(place);
    const message = problemsOf({ body: { value: template } })[0]?.message ?? "";
    expect(message).toContain(words);
    expect(message).not.toContain("line:");
  });
});

test("a mistake does not hide others", () => {
  const template =
    "{% if event.a = %}{{ 1 | upcas }}{% elif event.b c %}{% for %}{{ nope }}{% endfor %}{% endif %}{{ event.d";
  expect(found(template)).toEqual([
    "template-syntax 1:16",
    "template-unknown-filter 1:26",
    "template-syntax 1:50",
    "template-syntax 1:60",
    "template-unknown-variable 1:66",
    "template-syntax 1:96",
  ]);
});

test("all problems of a message are reported at once, in order, each with its position", () => {
  const problems = problemsOf({
    url: "https://{{ event.Host }}/",
    headers: { Authorization: "Bearer {{ secret.token }}", Host: "x" },
    body: {
      "{{ evnt.Key }}": 1,
      list: ["{{ event.a | upcas }} {% coupon_code 'x' %}\n{{ feeds.x }}", { "a/b": "{{ nope }}" }],
      good: "{{ event.OrderId }}",
    },
  });
  expect(problems.map(({ rule, pointer, line, column }) => [rule, pointer, line, column])).toEqual([
    ["template-url-host", "/url", 1, 1],
    ["template-unknown-variable", "/headers/Authorization", 1, 11],
    ["template-header", "/headers/Host", undefined, undefined],
    ["template-unknown-variable", "/body/{{ evnt.Key }}", 1, 4],
    ["template-unknown-filter", "/body/list/0", 1, 14],
    ["template-coupon-code", "/body/list/0", 1, 23],
    ["template-web-feed", "/body/list/0", 2, 4],
    ["template-unknown-variable", "/body/list/1/a~1b", 1, 4],
  ]);
});

test("the name secrets can't be assigned", () => {
  const assigned = "{% assign secrets = event %}{{ secrets.OrderId }}";
  expect(problemsOf({ headers: { "X-A": assigned } })[0]).toMatchObject({ rule: "template-secret-name", column: 11 });
  const looped = "{% for secrets in event.Items %}{% endfor %}";
  expect(problemsOf({ body: [looped] })[0]).toMatchObject({ rule: "template-secret-name", column: 8 });
});

test("a value that JSON does not have is refused", () => {
  expect(problemsOf({ body: { n: Number.NaN } })).toMatchObject([{ rule: "template-body", pointer: "/body/n" }]);
});

test("names that a template assigns are not variables of the data", () => {
  const template =
    "{% assign a = 1 %}{% capture b %}{% endcapture %}{% today as c %}" +
    "{% for d in event.Items %}{{ a }}{{ b }}{{ c }}{{ d }}{{ forloop.index }}{{ later }}{% endfor %}{% assign later = 1 %}";
  expect(compiled({ body: [template] }).variables.map(({ path }) => path)).toEqual([
    ["event", "Items"],
    ["event", "Items", null],
  ]);
});
