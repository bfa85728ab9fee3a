// The sources of examples/sources, with their flows: each example request, signed as its sender signs it, becomes a webhook.

import { createHmac } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { sign } from "@octokit/webhooks-methods";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readRequestFile } from "#cli/sources/request-file.ts";
import { ROOT } from "#support/markdown.ts";
import { startReceiver, type TestReceiver } from "#support/receiver.ts";
import { standardHeaders, stripeHeaders } from "#support/signed-requests.ts";
import { INGEST_KEY, startTestProcess, type TestProcess } from "#support/test-process.ts";

const FOLDER = join(ROOT, "examples/sources");

/** A time at which the example requests are new. */
const NOW = Date.parse("2026-11-24T09:31:00Z");
const SECONDS = NOW / 1_000;

const WHSEC = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";

const SECRETS = {
  FLOWHOOK_SECRET_SHOP: "shop-secret",
  FLOWHOOK_SECRET_STRIPE: "whsec_stripe",
  FLOWHOOK_SECRET_GITHUB: "github-secret",
  FLOWHOOK_SECRET_SUPPORT_DESK: WHSEC,
  FLOWHOOK_SECRET_WAREHOUSE: "warehouse-secret",
};

const hmac = (secret: string, text: string, encoding: "hex" | "base64") =>
  createHmac("sha256", secret).update(text).digest(encoding);

type Sign = (body: string) => Record<string, string> | Promise<Record<string, string>>;

const EXAMPLES: readonly [source: string, request: string, webhook: string, sign: Sign, body: object][] = [
  [
    "shop",
    "shop-order",
    "/v2/orders",
    (body) => ({ "x-shopify-hmac-sha256": hmac("shop-secret", body, "base64") }),
    {
      email: "jon@customer.example",
      name: "Jon Smith",
      order: "#9999",
      total: 409.94,
      currency: "EUR",
      items: ['Candle "Ember"', "Candle holder"],
    },
  ],
  [
    "payments",
    "failed-payment",
    "/services/support",
    (body) => stripeHeaders("whsec_stripe", body, SECONDS),
    { text: "jenny@customer.example: Your card was declined. (29.99 USD)" },
  ],
  [
    "repository",
    "opened-issue",
    "/services/issues",
    async (body) => ({ "x-hub-signature-256": await sign("github-secret", body) }),
    { text: "octocat opened The candle does not burn in candles/shop", labels: ["bug", "shop"] },
  ],
  [
    "support-desk",
    "solved-ticket",
    "/invitations",
    (body) => standardHeaders(WHSEC, body, SECONDS, "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W"),
    { email: "lea@customer.example", ticket: 5021 },
  ],
  [
    "warehouse",
    "delivered-shipment",
    "/points",
    (body) => ({
      "x-warehouse-time": String(SECONDS),
      "x-warehouse-signature": `sha256=${hmac("warehouse-secret", `${SECONDS}.${body}`, "hex")}`,
    }),
    { customer: "58213", parcels: 2 },
  ],
  [
    "survey",
    "answered-survey",
    "/v2/scores",
    () => ({ authorization: `Bearer ${INGEST_KEY}` }),
    { email: "lea@customer.example", score: 9, comment: "Fast" },
  ],
];

let receiver: TestReceiver;
let flowhook: TestProcess;

beforeAll(async () => {
  receiver = await startReceiver();
  const files = globSync("*.yaml", { cwd: FOLDER }).map((name) => {
    const text = readFileSync(join(FOLDER, name), "utf8");
    return [name, text.replace(/url: https:\/\/[^/]+/, `url: ${receiver.url}`)];
  });
  const now = () => NOW;
  flowhook = await startTestProcess({ flows: Object.fromEntries(files), environment: SECRETS, overrides: { now } });
});

afterAll(async () => {
  await flowhook.stop();
  await receiver.close();
});

it("has a request for each source", () => {
  const sources = globSync("*.source.yaml", { cwd: FOLDER }).map((name) => basename(name, ".source.yaml"));
  expect(sources.sort()).toEqual(EXAMPLES.map(([source]) => source).sort());
  const requests = globSync("requests/*.http", { cwd: FOLDER }).map((name) => basename(name, ".http"));
  expect(requests.sort()).toEqual(EXAMPLES.map(([, request]) => request).sort());
});

it.each(EXAMPLES)("a request to %s becomes the webhook of its flow", async (source, request, path, signed, webhook) => {
  const { headers, body } = readRequestFile(join(FOLDER, "requests", `${request}.http`), []);
  const answer = await fetch(`${flowhook.url}/sources/${source}`, {
    method: "POST",
    headers: { ...headers, ...(await signed(body.toString("utf8"))) },
    body,
  });
  expect([answer.status, await answer.json()]).toEqual([
    202,
    expect.objectContaining({ event_id: expect.any(String) }),
  ]);
  const [received] = await receiver.waitFor(1, { of: (one) => one.path === path });
  expect(JSON.parse(received?.body ?? "")).toEqual(webhook);
});
