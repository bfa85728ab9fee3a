import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { hmacSha256Base64 } from "#backends/cryptography/hmac-sha256.ts";
import { parseSigningSecret } from "#core/delivery/signature.ts";
import {
  headerProblem,
  isReservedHeader,
  RESERVED_HEADERS,
  type SignedAttempt,
  webhookHeaders,
} from "#core/delivery/webhook-headers.ts";

const SECRET = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
const parsed = parseSigningSecret(SECRET);
const sender = { version: "1.2.3", secrets: parsed.ok ? [parsed.secret] : [], hmac: hmacSha256Base64 };
const attempt: SignedAttempt = {
  deliveryId: "evt_1:orders:send",
  flowId: "orders",
  actionId: "send",
  attempt: 3,
  at: Date.now(),
  body: '{"a":1}',
  flowHeaders: {},
};

test("an attempt has its headers, and its signature is valid for exactly these", () => {
  const headers = webhookHeaders({ ...attempt, flowHeaders: { Authorization: "Bearer x" } }, sender);
  expect(headers).toEqual({
    "content-type": "application/json",
    "user-agent": "Flowhook/1.2.3",
    "webhook-id": "evt_1:orders:send",
    "webhook-timestamp": String(Math.floor(attempt.at / 1000)),
    "webhook-signature": expect.stringMatching(/^v1,/),
    "flowhook-attempt": "3",
    "flowhook-flow-id": "orders",
    "flowhook-action-id": "send",
    Authorization: "Bearer x",
  });
  expect(new Webhook(SECRET).verify(attempt.body, headers)).toEqual({ a: 1 });
});

test("replays and tests have a header that says so; other attempts have no such header", () => {
  const {
    "flowhook-replay": replay,
    "flowhook-test": trial,
    ...plain
  } = webhookHeaders({ ...attempt, replay: true, test: true }, sender);
  expect([replay, trial]).toEqual(["true", "true"]);
  expect(plain).toEqual(webhookHeaders({ ...attempt, replay: false, test: false }, sender));
});

test("the timestamp is in whole seconds, rounded down", () => {
  expect(webhookHeaders({ ...attempt, at: 1_999 }, sender)["webhook-timestamp"]).toBe("1");
});

test("without a secret there is no signature", () => {
  expect(webhookHeaders(attempt, { ...sender, secrets: [] })).not.toHaveProperty("webhook-signature");
});

test("a flow can't override a reserved header, in upper or lower case", () => {
  const names = [...RESERVED_HEADERS, "webhook-id", "webhook-anything", "flowhook-attempt", "Content-Type", "HOST"];
  const flowHeaders = Object.fromEntries(names.map((name) => [name, "mine"]));
  const headers = webhookHeaders({ ...attempt, flowHeaders }, sender);
  expect(Object.values(headers)).not.toContain("mine");
  expect(headers).toEqual(webhookHeaders(attempt, sender));
});

test.each(["Authorization", "X-Api-Key", "x-webhook-id", "Accept", "Cookie", "Idempotency-Key", "hostname"])(
  "%s is a flow's to set",
  (name) => {
    expect(isReservedHeader(name)).toBe(false);
    expect(headerProblem(name, "a value, with\ttab and ü")).toBeUndefined();
  },
);

test.each(["Transfer-Encoding", "content-LENGTH", "Host", "Webhook-Signature", "FLOWHOOK-X", "connection", "Expect"])(
  "%s is reserved",
  (name) => {
    expect(isReservedHeader(name)).toBe(true);
    expect(headerProblem(name, "x")).toContain("Flowhook sets the header");
  },
);

test.each(["", "X Y", "X:Y", "Ünï", "X\r\nY", "(x)"])("%j is no header name", (name) => {
  expect(headerProblem(name, "x")).toContain("not a valid header name");
});

test.each(["a\r\nX-Injected: 1", "a\nb", "a\rb", "nul\0", "del\x7f", "日本", "🙂"])(
  "%j can't be a header's value",
  (value) => {
    expect(headerProblem("X-Name", value)).toContain("X-Name");
  },
);
