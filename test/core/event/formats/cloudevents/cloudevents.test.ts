import { describe, expect, it } from "vitest";
import { parseInFormat, problemsInFormat } from "../parse-in-format.ts";

/** The structured form of an order, with changes. */
function cloudEvent(changes: Record<string, unknown> = {}) {
  return {
    specversion: "1.0",
    type: "Placed Order",
    source: "/shop/eu",
    id: "order-1",
    subject: "ada@shop.example",
    data: { OrderId: "1", customer: { email: "ada@shop.example", first_name: "Ada" }, total: 9.5, currency: "EUR" },
    ...changes,
  };
}

/** The event of a body, or an error that shows its problems. */
function event(body: unknown, headers?: Record<string, string>) {
  const parsed = parseInFormat("cloudevents", body, headers);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.event;
}

const problems = (body: unknown, headers?: Record<string, string>) => problemsInFormat("cloudevents", body, headers);

describe("the attributes of a CloudEvent", () => {
  it("give metric, profile, time and unique_id, and its data the properties", () => {
    const body = cloudEvent({ time: "2026-11-08T01:00:00+01:00" });
    expect(event(body)).toEqual({
      id: expect.stringMatching(/^evt_/),
      metric: "Placed Order",
      profile: { email: "ada@shop.example" },
      properties: body.data,
      time: Date.UTC(2026, 10, 8),
      unique_id: "/shop/eu order-1",
      received_at: expect.any(Number),
    });
  });

  it("that are null count as missing", () => {
    const nulls = {
      time: null,
      dataschema: null,
      datacontenttype: null,
      data_base64: null,
      flowhookmetric: null,
      tenant: null,
    };
    expect(event(cloudEvent(nulls))).toEqual(event(cloudEvent()));
  });

  it.each([
    ["ada@shop.example", { email: "ada@shop.example" }],
    ["+4915112345678", { phone_number: "+4915112345678" }],
    ["customer-7", { external_id: "customer-7" }],
    ["4915112345678", { external_id: "4915112345678" }],
    ["+0915112345678", { external_id: "+0915112345678" }],
    ["+1234567890123456", { external_id: "+1234567890123456" }],
    ["ada@shop", { external_id: "ada@shop" }],
    ["ada@b@shop.example", { external_id: "ada@b@shop.example" }],
    ["customers/7", { external_id: "customers/7" }],
  ])("give the subject %j as the profile %j", (subject, profile) => {
    expect(event(cloudEvent({ subject })).profile).toEqual(profile);
  });

  it("have different unique_ids for different pairs of source and id", () => {
    const pairs = [
      ["/a", "b c"],
      ["/a", "b  c"],
      ["/a%20b", "c"],
      ["/ab", "c"],
      ["/a", "bc"],
    ];
    const ids = pairs.map(([source, id]) => event(cloudEvent({ source, id })).id);
    expect(new Set(ids).size).toBe(pairs.length);
  });

  it("may each have 255 characters in source and id", () => {
    const [source, id] = [`/${"s".repeat(254)}`, "i".repeat(255)];
    expect(event(cloudEvent({ source, id })).unique_id).toBe(`${source} ${id}`);
  });
});

describe("Flowhook's attributes", () => {
  it.each([
    ["flowhookmetric", "Checkout", { metric: "Checkout" }],
    ["flowhookmetric", "/OrderId", { metric: "1" }],
    ["flowhookprofile", "customer-7", { profile: { external_id: "customer-7" } }],
    ["flowhookprofile", 7, { profile: { external_id: "7" } }],
    ["flowhookprofile", "/customer", { profile: { email: "ada@shop.example", first_name: "Ada" } }],
    ["flowhookprofile", "/customer/email", { profile: { email: "ada@shop.example" } }],
    ["flowhookprofile", "/total", { profile: { external_id: "9.5" } }],
    ["flowhookvalue", "/total", { value: 9.5 }],
    ["flowhookvalue", 3, { value: 3 }],
    ["flowhookvalue", "3.25", { value: 3.25 }],
    ["flowhookcurrency", "/currency", { value_currency: "EUR" }],
    ["flowhookcurrency", "USD", { value_currency: "USD" }],
  ])("%s: %j gives %j", (attribute, mapping, fields) => {
    expect(event(cloudEvent({ [attribute]: mapping }))).toMatchObject(fields);
  });

  it("keep all digits of an id", () => {
    const body = JSON.stringify(cloudEvent({ flowhookprofile: "/user" })).replace(
      '"OrderId"',
      '"user":12345678901234567890,"OrderId"',
    );
    expect(event(body).profile).toEqual({ external_id: "12345678901234567890" });
  });

  it("lead into lists, and through escaped names", () => {
    const data = { people: [{ "a/b~c": "customer-7" }] };
    const read = event(cloudEvent({ data, flowhookprofile: "/people/0/a~1b~0c" }));
    expect(read.profile).toEqual({ external_id: "customer-7" });
  });

  it("lead into data that is a list", () => {
    expect(event(cloudEvent({ data: ["customer-7"], flowhookprofile: "/0" })).profile).toEqual({
      external_id: "customer-7",
    });
  });

  it.each(["/total", "/nothing", "/customer/nothing"])("give no value if the data lacks %s", (mapping) => {
    const { value } = event(cloudEvent({ data: { customer: {}, total: null }, flowhookvalue: mapping }));
    expect(value).toBeUndefined();
  });

  it("give a metric that is not limited by the length of the type", () => {
    expect(event(cloudEvent({ type: "t".repeat(200), flowhookmetric: "Order" })).metric).toBe("Order");
  });
});

describe("the property cloudevent", () => {
  it.each<[string, Record<string, unknown>, unknown]>([
    [
      "extension attributes",
      { tenant: "eu", sampledrate: 10, test: true },
      { tenant: "eu", sampledrate: 10, test: true },
    ],
    [
      "the schema of the data",
      { dataschema: "https://shop.example/order" },
      { dataschema: "https://shop.example/order" },
    ],
    ["a type that is not the metric", { flowhookmetric: "Checkout" }, { type: "Placed Order" }],
    ["a subject that is not the profile", { flowhookprofile: "7" }, { subject: "ada@shop.example" }],
    ["a media type that is not JSON", { datacontenttype: "text/xml", data: "<a/>" }, { datacontenttype: "text/xml" }],
  ])("holds %s", (_, changes, kept) => {
    expect(event(cloudEvent(changes)).properties["cloudevent"]).toEqual(kept);
  });

  it("keeps the digits of an extension attribute", () => {
    const body = JSON.stringify(cloudEvent()).replace(/\}$/, ',"ticket":12345678901234567890}');
    expect(JSON.stringify(event(body).properties["cloudevent"])).toBe('{"ticket":12345678901234567890}');
  });

  it("is missing if every attribute gives a field", () => {
    const attributes = { datacontenttype: "application/vnd.shop+json; charset=utf-8", flowhookvalue: "/total" };
    expect(event(cloudEvent(attributes)).properties).toEqual(cloudEvent().data);
  });

  it("can be a field of the data of an event without other attributes", () => {
    expect(event(cloudEvent({ data: { cloudevent: 1 } })).properties).toEqual({ cloudevent: 1 });
  });
});

describe("data", () => {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  it.each<[string, Record<string, unknown>, unknown]>([
    ["that is missing gives no properties", { data: undefined }, {}],
    ["that is null gives no properties", { data: null }, {}],
    ["that is a list is the property data", { data: [1] }, { data: [1] }],
    ["that is a text is the property data", { data: '{"a":1}' }, { data: '{"a":1}' }],
    ["that is false is the property data", { data: false }, { data: false }],
    [
      "as base64 of JSON is decoded",
      { data: undefined, data_base64: base64('{"name":"Zoë 😀"}'), datacontenttype: "Application/JSON" },
      { name: "Zoë 😀" },
    ],
    [
      "as base64 of a JSON list is the property data_base64, decoded",
      { data: undefined, data_base64: base64("[1]"), datacontenttype: "text/json" },
      { data_base64: [1] },
    ],
    [
      "as base64 without a media type is the property data_base64",
      { data: undefined, data_base64: base64('{"a":1}') },
      { data_base64: base64('{"a":1}') },
    ],
  ])("%s", (_, changes, properties) => {
    expect(event(cloudEvent(changes)).properties).toEqual(properties);
  });

  it("keeps fields with the names of an object's prototype", () => {
    const body = JSON.stringify(cloudEvent({ tenant: "eu" })).replace('"total"', '"__proto__":{"a":1},"total"');
    expect(Object.keys(event(body).properties)).toEqual(
      ["OrderId", "customer", "__proto__", "currency", "cloudevent"].toSpliced(3, 0, "total"),
    );
  });
});

describe("in binary mode, the headers hold the attributes", () => {
  const headers = {
    "ce-specversion": "1.0",
    "ce-type": "Placed%20Order",
    "ce-source": "/shop/eu",
    "ce-id": "order-1",
    "ce-subject": "ada@shop.example",
  };
  const { data } = cloudEvent();

  it("and the body is the data", () => {
    expect(event(data, headers)).toEqual(event(cloudEvent()));
  });

  it("and a body that is null is no data", () => {
    expect(event(null, headers).properties).toEqual({});
  });

  it.each([
    ["Euro%20%E2%82%AC%20%F0%9F%98%80", "Euro € 😀"],
    ["%e2%82%ac", "€"],
    ['"a \\"quoted\\" text"', 'a "quoted" text'],
    ['"100%25"', "100%"],
    ["100% cotton", "100% cotton"],
    ["%2541", "%41"],
    ["%41", "A"],
    ['a"b', 'a"b'],
  ])("and %j is decoded to %j", (value, attribute) => {
    expect(event(data, { ...headers, "ce-note": value }).properties["cloudevent"]).toEqual({ note: attribute });
  });

  it.each<[string, Record<string, string>, unknown, string[]]>([
    [
      "bytes that are not UTF-8",
      { "ce-note": "%C0%A0" },
      data,
      [" Header ce-note: Its percent-encoding is not UTF-8."],
    ],
    ["another version", { "ce-specversion": "0.3" }, data, [' Header ce-specversion: Must be "1.0", but is "0.3".']],
    ["data in a header", { "ce-data": "1" }, data, [expect.stringMatching(/^ Header ce-data: Remove it/)]],
    [
      "a name with a hyphen",
      { "ce-data-schema": "1" },
      data,
      [
        ' Header ce-data-schema: The name of an attribute has only lower-case letters and digits. Did you mean "dataschema"?',
      ],
    ],
    ["a time without a date", { "ce-time": "now" }, data, [expect.stringMatching(/^ Header ce-time: Must be a time/)]],
    ["a time in 1990", { "ce-time": "1990-01-01T00:00:00Z" }, data, [" The time must be after the year 1990."]],
    [
      "a field of the profile in the body",
      { "ce-flowhookprofile": "/customer" },
      { customer: { emial: "a@b.example" } },
      [expect.stringMatching(/^\/customer\/emial .*"email"/)],
    ],
    ["a long text in the body", {}, { a: ["é".repeat(50_001)] }, ["/a/0 A text may have at most 100000 bytes."]],
  ])("and %s is a problem", (_, changes, body, expected) => {
    expect(problems(body, { ...headers, ...changes })).toEqual(expected);
  });

  it("and a missing one is a problem", () => {
    const { "ce-type": _, ...others } = headers;
    expect(problems(data, others)).toEqual([' Header ce-type: The field "type" is required: a text.']);
  });
});

describe("a problem names the place in the sender's body", () => {
  it.each<[string, unknown, string[]]>([
    ["a list", [], [expect.stringMatching(/^ Must be an object/)]],
    ["another version", cloudEvent({ specversion: "0.3" }), ['/specversion Must be "1.0", but is "0.3".']],
    ["no type", cloudEvent({ type: undefined }), ['/type The field "type" is required: a text.']],
    ["an empty id", cloudEvent({ id: "" }), ["/id Must not be empty."]],
    ["a long id", cloudEvent({ id: "i".repeat(256) }), ["/id Must have at most 255 characters."]],
    [
      "a source with a space",
      cloudEvent({ source: "/a b" }),
      ["/source Must be a URI reference, which has no spaces."],
    ],
    ["a long type", cloudEvent({ type: "t".repeat(128) }), ["/type Must have at most 127 characters."]],
    ["a time without a zone", cloudEvent({ time: "2026-11-08T00:00:00" }), [expect.stringMatching(/^\/time /)]],
    ["a time in 1990", cloudEvent({ time: "1990-01-01T00:00:00Z" }), ["/time The time must be after the year 1990."]],
    [
      "no subject",
      cloudEvent({ subject: undefined }),
      [expect.stringMatching(/^\/subject The event names no profile\. .*flowhookprofile/)],
    ],
    ["a long subject", cloudEvent({ subject: "s".repeat(256) }), ["/subject Must have at most 255 characters."]],
    [
      "a subject of spaces",
      cloudEvent({ subject: "  " }),
      [expect.stringMatching(/^\/subject The profile needs at least one identifier/)],
    ],
    [
      "a profile that the data does not have",
      cloudEvent({ flowhookprofile: "/client" }),
      ['/flowhookprofile The data has no value at "/client".'],
    ],
    [
      "a metric that the data does not have",
      cloudEvent({ flowhookmetric: "/length", data: ["a"] }),
      ['/flowhookmetric The data has no value at "/length".'],
    ],
    [
      "a metric that is a number",
      cloudEvent({ flowhookmetric: "/total" }),
      ["/data/total Must be a text, but is 9.5: put it in quotes."],
    ],
    [
      "a value that is no number",
      cloudEvent({ flowhookvalue: "/OrderId/x", data: { OrderId: { x: "a" } } }),
      ['/data/OrderId/x Must be a number, but is "a".'],
    ],
    [
      "a currency that is no code",
      cloudEvent({ flowhookcurrency: "euro" }),
      ["/flowhookcurrency Must be three capital letters, such as USD."],
    ],
    [
      "an unknown field of the profile",
      cloudEvent({ data: { customer: { emial: "a@b.example" } }, flowhookprofile: "/customer" }),
      ['/data/customer/emial There is no field "emial" here. Did you mean "email"?'],
    ],
    [
      "a profile without identifiers",
      cloudEvent({ data: { customer: { first_name: "Ada" } }, flowhookprofile: "/customer" }),
      [expect.stringMatching(/^\/data\/customer The profile needs/)],
    ],
    [
      "a profile that is a list",
      cloudEvent({ data: [[]], flowhookprofile: "/0" }),
      ["/data/0 Must be an object, but is a list."],
    ],
    [
      "an unknown attribute of Flowhook",
      cloudEvent({ flowhookprofil: "x" }),
      ['/flowhookprofil Flowhook has no such attribute. Did you mean "flowhookprofile"?'],
    ],
    [
      "a name with a capital letter",
      cloudEvent({ dataContentType: "x" }),
      [
        '/dataContentType The name of an attribute has only lower-case letters and digits. Did you mean "datacontenttype"?',
      ],
    ],
    [
      "an attribute that is an object",
      cloudEvent({ tenant: {} }),
      [expect.stringMatching(/^\/tenant The value of an attribute must be a text/)],
    ],
    [
      "an attribute with the name of the prototype",
      JSON.stringify(cloudEvent()).replace(/\}$/, ',"__proto__":1}'),
      [expect.stringMatching(/^\/__proto__ The name of an attribute/)],
    ],
    [
      "data in two forms",
      cloudEvent({ data_base64: "" }),
      ['/data_base64 An event has either "data" or "data_base64". Remove one of them.'],
    ],
    [
      "base64 that is cut off",
      cloudEvent({ data: undefined, data_base64: "a", datacontenttype: "application/json" }),
      [expect.stringMatching(/^\/data_base64 Must be base64 .* of JSON in UTF-8/)],
    ],
    [
      "base64 of bytes that are not UTF-8",
      cloudEvent({ data: undefined, data_base64: "/w==", datacontenttype: "application/json" }),
      [expect.stringMatching(/^\/data_base64 Must be base64/)],
    ],
    [
      "base64 of text that is not JSON",
      cloudEvent({ data: undefined, data_base64: "e30K".repeat(2), datacontenttype: "application/json" }),
      [expect.stringMatching(/^\/data_base64 The decoded data is not JSON: /)],
    ],
    [
      "base64 of JSON in which a field occurs twice",
      cloudEvent({
        data: undefined,
        data_base64: Buffer.from('{"a":1,"a":2}').toString("base64"),
        datacontenttype: "application/json",
      }),
      ['/data_base64 In the decoded data, at "/a": The field occurs more than once in its object. Send it once.'],
    ],
    [
      "a long text in base64",
      cloudEvent({
        data: undefined,
        data_base64: Buffer.from(JSON.stringify({ a: "é".repeat(50_001) })).toString("base64"),
        datacontenttype: "application/json",
      }),
      ["/data_base64 A text may have at most 100000 bytes."],
    ],
    [
      "a long text",
      cloudEvent({ data: { a: ["é".repeat(50_001)] } }),
      ["/data/a/0 A text may have at most 100000 bytes."],
    ],
    [
      "a long text in a field with the name of the property that keeps attributes",
      cloudEvent({ data: { cloudevent: { a: "é".repeat(50_001) } } }),
      ["/data/cloudevent/a A text may have at most 100000 bytes."],
    ],
    [
      "a long text in a list",
      cloudEvent({ data: ["é".repeat(50_001)] }),
      ["/data/0 A text may have at most 100000 bytes."],
    ],
    [
      "a long text in an attribute",
      cloudEvent({ tenant: "é".repeat(50_001) }),
      ["/tenant A text may have at most 100000 bytes."],
    ],
    [
      "a field with the name of the property that keeps attributes",
      cloudEvent({ data: { cloudevent: 1 }, tenant: "eu" }),
      [
        '/data/cloudevent Rename this field: Flowhook keeps attributes of the event (tenant) in the property "cloudevent".',
      ],
    ],
  ])("%s", (_, body, expected) => {
    expect(problems(body)).toEqual(expected);
  });
});
