// POST /sources/<name>: its answers, and the messages that it stores.

import { describe, expect, it } from "vitest";
import { admitSource, type SourceTakingPorts } from "#api/ingest/admit-source.ts";
import { authenticate } from "#api/ingest/authenticate.ts";
import type { ValidEvent } from "#api/ingest/request.ts";
import { takeSource } from "#api/ingest/take-source.ts";
import type { KeyFound } from "#app/keys/presented-keys.ts";
import type { EventDeadLetter } from "#app/runs/run-ports.ts";
import { sourcesByName } from "#app/sources/source-catalogue.ts";
import { sha256Hex } from "#backends/cryptography/sha256-hex.ts";
import { sourceSignatures } from "#backends/cryptography/source-hmac.ts";
import { checkSource } from "#core/sources/check-source.ts";
import { type SignedHeaders, shopifyHeaders, stripeHeaders } from "#support/signed-requests.ts";

const NOW = Date.parse("2026-11-24T10:00:00Z");

const FILES = {
  shop: { kind: "shopify", secret: "shop" },
  rotating: { kind: "shopify", secret: ["new_shop", "shop"] },
  payments: { kind: "stripe", secret: "stripe" },
  orphan: { kind: "github", secret: "nothing" },
  survey: { kind: "api-key", mapping: { metric: "Answered Survey", profile: { email: "{{ body.email }}" } } },
};

const ORDER = JSON.stringify({ id: 7, email: "ada@shop.example", total_price: "12.50", currency: "EUR" });

const KEYS: Readonly<Record<string, KeyFound>> = {
  key: { type: "known", id: "key_1", scope: {} },
  scoped: { type: "known", id: "key_2", scope: { sources: ["survey"], metrics: ["Other"] } },
  elsewhere: { type: "known", id: "key_3", scope: { sources: ["shop"] } },
  events: { type: "known", id: "key_4", scope: { metrics: ["Answered"] } },
  busy: { type: "throttled", retryAfterSeconds: 7 },
};

interface World {
  /** Values of secrets by name; a function is called with `since`. */
  readonly secrets?: Readonly<Record<string, string | ((since?: number) => string)>>;
  readonly fails?: "accept" | "letters" | "sources" | "secrets" | "keys";
}

function world({ secrets = { shop: "s3cret", stripe: "whsec_stripe" }, fails }: World = {}) {
  const accepted: ValidEvent[] = [];
  const letters: EventDeadLetter[] = [];
  const unusable: string[] = [];
  const failing = (at: World["fails"]) => {
    if (fails === at) throw new Error(`${at} fail`);
  };
  const sources = Object.entries(FILES).map(([name, file]) => {
    const checked = checkSource(name, file);
    if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
    return checked.source;
  });
  const ports: SourceTakingPorts = {
    accept: async (events) => {
      failing("accept");
      const known = accepted.map(({ event }) => event.id);
      accepted.push(...events);
      return events.map(({ event: { id } }) => (known.includes(id) ? "duplicate" : "stored"));
    },
    eventsDeadLetters: {
      send: async (letter) => {
        failing("letters");
        letters.push(letter);
      },
    },
    sources: {
      catalogue: {
        current: async () => {
          failing("sources");
          return sourcesByName(sources);
        },
      },
      secrets: {
        get: async (name, since) => {
          failing("secrets");
          const value = secrets[name];
          if (value === undefined) return { ok: false, reason: "secret-missing", detail: `No secret "${name}".` };
          return { ok: true, value: typeof value === "string" ? value : value(since), hosts: [] };
        },
      },
      signatures: sourceSignatures,
      authenticate: async (authorization) => {
        failing("keys");
        return authenticate({ find: (key) => KEYS[key] ?? { type: "unknown" } }, authorization, NOW);
      },
      onUnusable: (error) => void unusable.push(String(error)),
    },
    now: () => NOW,
    sha256Hex,
    turn: async () => {},
  };
  const post = async (name: string, headers: SignedHeaders, body: string | Buffer = ORDER) => {
    const admitted = await admitSource(ports.sources, name, headers, "r-1");
    const answer = "status" in admitted ? admitted : await takeSource(ports, admitted, Buffer.from(body));
    return { status: answer.status, headers: answer.headers, body: JSON.parse(answer.body) };
  };
  return { ports, post, accepted, letters, unusable };
}

const signed = (body = ORDER, topic = "orders/create") => shopifyHeaders("s3cret", body, topic);

describe("an accepted request", () => {
  it("is stored as it arrived, with the headers that the mapping reads", async () => {
    const { post, accepted, letters } = world();
    const { status, body } = await post("shop", {
      ...signed(),
      authorization: "Bearer x",
      cookie: "c",
      "x-other": "o",
    });
    expect([status, body]).toEqual([202, { request_id: "r-1", event_id: expect.stringMatching(/^evt_/) }]);
    expect(letters).toEqual([]);
    expect(accepted).toMatchObject([
      {
        event: { id: body.event_id, metric: "Placed Order", value: 12.5, profile: { email: "ada@shop.example" } },
        message: {
          v: 1,
          format: "source",
          source: "shop",
          request_id: "r-1",
          received_at: NOW,
          key_id: "source_shop",
          body: ORDER,
        },
      },
    ]);
    expect(Object.keys(accepted[0]?.message.headers ?? {}).sort()).toEqual([
      "content-type",
      "x-shopify-event-id",
      "x-shopify-topic",
      "x-shopify-triggered-at",
      "x-shopify-webhook-id",
    ]);
  });

  it("is a duplicate when it is sent again", async () => {
    const { post } = world();
    await post("shop", signed());
    expect((await post("shop", signed())).body).toMatchObject({ duplicate: true });
  });

  it("may be signed with any secret of a rotation, also while one is missing", async () => {
    const both = world({ secrets: { shop: "s3cret", new_shop: "n3w" } });
    expect((await both.post("rotating", signed())).status).toBe(202);
    expect((await both.post("rotating", shopifyHeaders("n3w", ORDER, "orders/create"))).status).toBe(202);
    expect((await world().post("rotating", signed())).status).toBe(202);
  });

  it("may be signed with a secret that was changed after it was cached", async () => {
    const since: (number | undefined)[] = [];
    const secret = (at?: number) => {
      since.push(at);
      return at === undefined ? "old" : "s3cret";
    };
    expect((await world({ secrets: { shop: secret } }).post("shop", signed())).status).toBe(202);
    expect(since).toEqual([undefined, NOW - 30_000]);
  });

  it("may carry an ingest key instead of a signature", async () => {
    const { post, accepted } = world();
    const body = '{"email":"ada@shop.example"}';
    expect((await post("survey", { authorization: "Bearer key" }, body)).status).toBe(202);
    expect(accepted).toMatchObject([{ message: { key_id: "key_1" }, event: { metric: "Answered Survey" } }]);
  });
});

describe("a refused request", () => {
  it("to an unknown source is answered with 404", async () => {
    for (const name of ["other", "", "shop/", "Shop", "%73hop", "__proto__"]) {
      expect((await world().post(name, signed())).status).toBe(404);
    }
  });

  it("without the right signature is answered with 401, and the answer shows no secret", async () => {
    const { post, accepted, letters } = world();
    const { "x-shopify-hmac-sha256": _, ...unsigned } = signed();
    const stale = stripeHeaders("whsec_stripe", ORDER, NOW / 1_000 - 301);
    const answers = [
      await post("shop", unsigned),
      await post("shop", shopifyHeaders("other", ORDER, "orders/create")),
      await post("shop", signed(), `${ORDER} `),
      await post("payments", stale),
      await post("survey", {}),
      await post("survey", { authorization: "Bearer other" }),
      await post("survey", signed()),
    ];
    for (const { status, body } of answers) {
      expect([status, body.errors[0].code]).toEqual([401, "not_authenticated"]);
      expect(JSON.stringify(body)).not.toMatch(/s3cret|whsec|x-shopify-hmac-sha256":/);
    }
    expect(answers.map(({ body }) => body.errors[0].detail)).toEqual([
      "The request has no signature: send the header X-Shopify-Hmac-Sha256.",
      "The signature is not that of this body with the secret of the source.",
      "The signature is not that of this body with the secret of the source.",
      "The request was signed more than 300 seconds from now. Sign it again when you send it again.",
      "Send the header Authorization: Bearer <ingest key>.",
      "The ingest key is not known here.",
      "Send the header Authorization: Bearer <ingest key>.",
    ]);
    expect([accepted, letters]).toEqual([[], []]);
  });

  it("with a key that may not post to the source is answered with 403, and with one that is used too often with 429", async () => {
    const { post, accepted } = world();
    const answers = await Promise.all(
      ["elsewhere", "events", "busy"].map((key) => post("survey", { authorization: `Bearer ${key}` }, "{}")),
    );
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 429]);
    expect(answers[2]?.headers).toEqual({ "retry-after": "7" });
    expect(accepted).toEqual([]);
  });

  it("in an unknown encoding is answered with 415, and a broken one with 400", async () => {
    const { post } = world();
    expect((await post("shop", { ...signed(), "content-encoding": "br" })).status).toBe(415);
    expect((await post("shop", { ...signed(), "content-encoding": "gzip" })).status).toBe(400);
  });

  it("that is too long is answered with 413", async () => {
    const { ports } = world();
    const admitted = await admitSource(ports.sources, "shop", signed(), "r-1");
    if ("status" in admitted) throw new Error("not admitted");
    expect(await takeSource(ports, admitted, "too-long")).toMatchObject({ status: 413 });
    expect(await takeSource(ports, admitted, "no-memory")).toMatchObject({ status: 503 });
  });
});

describe("a request that makes no event", () => {
  it("by intention is answered with 202 and counted", async () => {
    const { post, accepted, letters } = world();
    const { status, body } = await post("shop", signed(ORDER, "products/update"));
    const reason = 'The topic "products/update" has no metric.';
    expect([status, body]).toEqual([202, { request_id: "r-1", ignored: 1, reason }]);
    expect([accepted, letters]).toEqual([[], []]);
  });

  it("because its metric is not in the scope of the key goes to the events dead letters", async () => {
    const { post, letters } = world();
    const { status, body } = await post("survey", { authorization: "Bearer scoped" }, '{"email":"a@b.example"}');
    expect([status, body.dead_lettered]).toEqual([202, 1]);
    expect(letters).toMatchObject([{ reason: "event-out-of-scope", message: { key_metrics: ["Other"] } }]);
  });

  it("because of a mistake is answered with 202, and its message goes to the events dead letters", async () => {
    const { post, accepted, letters } = world();
    const order = JSON.stringify({ id: 7, email: "x".repeat(300) });
    const { status, body } = await post("shop", shopifyHeaders("s3cret", order, "orders/create"), order);
    expect([status, body]).toEqual([
      202,
      {
        request_id: "r-1",
        dead_lettered: 1,
        errors: [
          {
            code: "event-invalid",
            detail: "The source's mapping.profile.email: Must have at most 255 characters.",
            source: { pointer: "" },
          },
        ],
      },
    ]);
    expect(accepted).toEqual([]);
    expect(letters).toMatchObject([
      {
        reason: "event-invalid",
        message: { format: "source", source: "shop", body: order },
        problems: [{ pointer: "" }],
      },
    ]);
    expect(JSON.stringify(letters)).not.toContain("hmac");
  });

  it.each([
    ["text", Buffer.from("no json")],
    ["bytes that are not UTF-8", Buffer.from([0xff, 0xfe])],
    ["nothing", Buffer.from("")],
  ])("because its body is %s goes to the events dead letters", async (_name, body) => {
    const { post, letters } = world();
    const headers = shopifyHeaders("s3cret", "", "orders/create");
    const hmac = sourceSignatures.hmac({ algorithm: "sha256", encoding: "base64" }, "s3cret", [body]);
    const answer = await post("shop", { ...headers, "x-shopify-hmac-sha256": hmac }, body);
    expect([answer.status, answer.body.dead_lettered]).toEqual([202, 1]);
    expect(letters).toMatchObject([{ reason: "event-not-json" }]);
  });
});

describe("a request that can't be taken now is answered with 503 and Retry-After", () => {
  const unsent = { "retry-after": "5" };

  it("because the keys can't be read", async () => {
    const answer = await world({ fails: "keys" }).post("survey", { authorization: "Bearer key" }, "{}");
    expect([answer.status, answer.headers]).toEqual([503, unsent]);
  });

  it.each(["accept", "sources", "secrets"] as const)("because the %s fail", async (fails) => {
    const answer = await world({ fails }).post("shop", signed());
    expect([answer.status, answer.headers]).toEqual([503, unsent]);
  });

  it("because its dead letter is not stored", async () => {
    const body = "{";
    const answer = await world({ fails: "letters" }).post(
      "shop",
      shopifyHeaders("s3cret", body, "orders/create"),
      body,
    );
    expect([answer.status, answer.headers]).toEqual([503, unsent]);
  });

  it("because its source has no secret, and the operator sees the reason", async () => {
    const { post, unusable } = world();
    const answer = await post("orphan", { "x-hub-signature-256": "sha256=00" });
    expect(answer.status).toBe(503);
    expect(JSON.stringify(answer.body)).not.toContain("nothing");
    expect(unusable).toEqual(['Error: No secret "nothing".']);
  });
});
