// `flowhook sources`, and `flowhook validate` with source files.

import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { sourceJsonSchema } from "#core/sources/source-json-schema.ts";
import { orderFlow } from "#support/flow-files.ts";
import { folderOfFiles } from "#support/folder-of-files.ts";
import { ROOT } from "#support/markdown.ts";
import { runMain } from "#support/run-main.ts";
import { shopifyHeaders } from "#support/signed-requests.ts";

const EXAMPLES = join(ROOT, "examples/sources");
const REQUEST = join(EXAMPLES, "requests/shop-order.http");
const SHOP = "kind: shopify\nsecret: shop\n";

afterEach(() => vi.unstubAllEnvs());

const test = (name: string, ...more: string[]) => runMain("sources", "test", name, "--flows", EXAMPLES, ...more);

describe("flowhook sources list", () => {
  it("lists each source with its kind, path and secrets", async () => {
    vi.stubEnv("FLOWHOOK_SECRET_SHOP", "s3cret");
    const { code, stdout } = await runMain("sources", "--flows", EXAMPLES);
    expect([code, stdout.split("\n").length]).toEqual([0, 8]);
    expect(stdout).toMatch(/^shop +shopify +\/sources\/shop +shop$/m);
    expect(stdout).toMatch(/^payments +stripe +\/sources\/payments +stripe \(not set\)$/m);
    expect(stdout).toMatch(/^survey +api-key +\/sources\/survey +an ingest key$/m);
    const { stdout: json } = await runMain("sources", "list", "--flows", EXAMPLES, "--json");
    expect(JSON.parse(json).sources).toContainEqual({
      name: "shop",
      kind: "shopify",
      path: "/sources/shop",
      secrets: [{ name: "shop", set: true }],
    });
    expect(stdout + json).not.toContain("s3cret");
  });

  it("reports the problems of source files, and a directory without sources", async () => {
    const bad = folderOfFiles({ "a.yaml": orderFlow("a", "https://hook.example/"), "b.source.yaml": "kind: shopfy\n" });
    const { code, stderr } = await runMain("sources", "--flows", bad);
    expect([code, stderr]).toEqual([1, expect.stringContaining("b.source.yaml:1:7: ")]);
    const without = folderOfFiles({ "a.yaml": orderFlow("a", "https://hook.example/") });
    expect((await runMain("sources", "--flows", without)).stdout).toContain("declares no sources");
  });
});

describe("flowhook sources test", () => {
  it("shows the event of a request in a file", async () => {
    const { code, stdout } = await test("shop", "--request", REQUEST);
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^The request becomes this event:\n/)]);
    const json = await test("shop", "--request", REQUEST, "--json", "--received-at", "2026-11-24T10:00:00Z");
    expect(JSON.parse(json.stdout)).toMatchObject({
      outcome: "event",
      event: {
        metric: "Placed Order",
        time: "2026-11-24T09:30:00.877Z",
        received_at: "2026-11-24T10:00:00.000Z",
        value: 409.94,
        unique_id: "98880550-7158-44d4-b7cd-2c97c8a091b5:820982911946154508",
      },
      signature: { verified: null },
    });
    expect(json.stdout).toContain('"shopify_customer_id": 115310627314723954');
  });

  it("says whether the signature is right, if the secret is set", async () => {
    vi.stubEnv("FLOWHOOK_SECRET_SHOP", "s3cret");
    const body = '{"id":1,"email":"ä@customer.example"}';
    const head = Object.entries(shopifyHeaders("s3cret", body, "orders/create")).map(
      ([name, value]) => `${name}: ${value}`,
    );
    const request = (lineEnd: string, more = "") => {
      const text = [`POST /sources/shop HTTP/1.1`, ...head, "", body].join(lineEnd);
      return join(folderOfFiles({ "request.http": text + more }), "request.http");
    };
    for (const path of [request("\n"), request("\r\n"), request("\n", "\n"), request("\r\n", "\r\n")]) {
      expect((await test("shop", "--request", path)).stdout).toMatch(/Signature: right\.\n$/);
    }
    const wrong = await test("shop", "--request", request("\n", "x"));
    expect(wrong.stdout).toMatch(/Signature: wrong\. The signature is not that of this body/);
    const headerless = await test(
      "shop",
      "--request",
      request("\n"),
      "--header",
      "x-shopify-hmac-sha256: AAAA",
      "--json",
    );
    expect([headerless.code, JSON.parse(headerless.stdout).signature.verified]).toEqual([0, false]);
  });

  it("takes the body alone, with headers as options", async () => {
    const path = join(folderOfFiles({ "body.json": '{"id":1,"email":"a@customer.example"}\n' }), "body.json");
    const { stdout } = await test("shop", "--request", path, "--header", "X-Shopify-Topic: orders/cancelled", "--json");
    expect(JSON.parse(stdout).event.metric).toBe("Cancelled Order");
  });

  it("shows why a request makes no event", async () => {
    const ignored = await test("shop", "--request", REQUEST, "--header", "X-Shopify-Topic: products/update");
    expect([ignored.code, ignored.stdout]).toEqual([
      0,
      expect.stringContaining('by intention: The topic "products/update" has no metric.'),
    ]);
    const path = join(folderOfFiles({ "body.json": '{"id":1,"answers":{"email":5.5e9}}' }), "body.json");
    const sources = folderOfFiles({
      "survey.source.yaml": 'kind: api-key\nmapping: { metric: m, profile: { email: "{{ body.answers }}" } }\n',
    });
    const refused = await runMain("sources", "test", "survey", "--flows", sources, "--request", path);
    expect([refused.code, refused.stdout]).toEqual([
      1,
      expect.stringMatching(
        /dead letters:\n {2}\/answers: The source's mapping\.profile\.email: Must be a text.* \[event-invalid\]/,
      ),
    ]);
  });

  it.each([
    [["sources", "test", "--request", REQUEST], 2, "Name one source"],
    [["sources", "test", "shop", "--flows", EXAMPLES], 2, "--request FILE is required"],
    [["sources", "test", "shp", "--flows", EXAMPLES, "--request", REQUEST], 1, 'Did you mean "shop"?'],
    [["sources", "test", "shop", "--flows", EXAMPLES, "--request", "nowhere"], 1, "nowhere can't be read"],
    [["sources", "test", "shop", "--flows", EXAMPLES, "--request", REQUEST, "--header", "x"], 2, "is not a header"],
    [["sources", "tset"], 2, 'Did you mean "test"?'],
  ])("%j ends with %d and a reason", async (args, code, reason) => {
    const printed = await runMain(...args);
    expect([printed.code, printed.stderr]).toEqual([code, expect.stringContaining(reason)]);
  });
});

describe("flowhook validate", () => {
  it("checks source files with the flow files", async () => {
    const { code, stdout } = await runMain("validate", EXAMPLES);
    expect([code, stdout]).toEqual([0, "6 of 6 flow files are valid.\n6 of 6 source files are valid.\n"]);
  });

  it("reports their problems with place and nearest name, and exits with 1", async () => {
    const folder = folderOfFiles({ "shop.source.yaml": `${SHOP}mapping:\n  metrc: x\n  value: "{{ bdy.a }}"\n` });
    const { code, stdout } = await runMain("validate", folder);
    expect(code).toBe(1);
    expect(stdout).toContain('shop.source.yaml:4:10: There is no field "metrc" here. Did you mean "metric"?');
    expect(stdout).toContain("0 of 1 source files are valid.");
    const { stdout: json } = await runMain("validate", folder, "--json");
    expect(JSON.parse(json)).toMatchObject({ sources: [], problems: [{ rule: "source-invalid", source: "shop" }] });
  });

  it("warns about secrets that do not exist, if --secrets lists all names", async () => {
    const folder = folderOfFiles({ "shop.source.yaml": SHOP });
    const { code, stdout } = await runMain("validate", folder, "--secrets", "shopp,crm");
    expect(code).toBe(0);
    expect(stdout).toMatch(/shop\.source\.yaml:2:9: warning: .*Did you mean "shopp"\?.*\[source-secret-missing\]/);
    expect((await runMain("validate", folder, "--secrets", "shop")).stdout).not.toContain("warning");
  });
});

it("flowhook schema prints the JSON Schema of source files", async () => {
  const { stdout } = await runMain("schema", "sources");
  expect(parse(stdout)).toEqual(sourceJsonSchema());
});
