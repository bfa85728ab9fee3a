// A request to a source is accepted only with a signature of its sender's secret, and only while it is fresh.

import { createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sourceSignatures } from "#backends/cryptography/source-hmac.ts";
import { checkSource } from "#core/sources/check-source.ts";
import type { Source } from "#core/sources/source.ts";
import { verifyRequest } from "#core/sources/verify-request.ts";
import {
  githubHeaders,
  type SignedHeaders,
  shopifyHeaders,
  standardHeaders,
  stripeHeaders,
} from "#support/signed-requests.ts";

const BODY = '{"id":"evt_1","note":"ünï\\u00e9 ✓"}';
const SECRET = "8f7a-not-a-real-secret";
const WHSEC = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
const SECONDS = 1_795_600_000;
const NOW = SECONDS * 1_000;

function source(file: object): Source {
  const mapping = { metric: "m", profile: { email: "a@shop.example" } };
  const checked = checkSource("sender", { secret: "s", mapping, ...file });
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  return checked.source;
}

/** The result of verifying: "ok" or the reason. */
function verify(of: Source, headers: SignedHeaders, secrets: string[], body = BODY, now = NOW): string {
  const request = { headers, body: Buffer.from(body), receivedAt: now };
  const verified = verifyRequest(of, request, secrets, sourceSignatures);
  return verified.ok ? "ok" : verified.reason;
}

const SHOPIFY = source({ kind: "shopify" });
const STRIPE = source({ kind: "stripe" });
const GITHUB = source({ kind: "github" });
const STANDARD = source({ kind: "standard-webhooks" });

function hmacHeaders(text: string, header: string, prefix: string, algorithm: string, encoding: "hex" | "base64") {
  return { [header]: prefix + createHmac(algorithm, SECRET).update(text).digest(encoding) };
}

/** Each kind with its headers, the header of its signature, and its secret. */
const KINDS: readonly [string, Source, () => SignedHeaders | Promise<SignedHeaders>, string, string][] = [
  ["shopify", SHOPIFY, () => shopifyHeaders(SECRET, BODY, "orders/create"), "x-shopify-hmac-sha256", SECRET],
  ["stripe", STRIPE, () => stripeHeaders(SECRET, BODY, SECONDS), "stripe-signature", SECRET],
  ["github", GITHUB, () => githubHeaders(SECRET, BODY, "push"), "x-hub-signature-256", SECRET],
  ["standard-webhooks", STANDARD, () => standardHeaders(WHSEC, BODY, SECONDS), "webhook-signature", WHSEC],
  [
    "hmac with the usual form",
    source({ kind: "hmac", signature: { header: "X-Sig" } }),
    () => hmacHeaders(BODY, "x-sig", "", "sha256", "hex"),
    "x-sig",
    SECRET,
  ],
  [
    "hmac with a prefix, sha512, base64 and a time",
    source({
      kind: "hmac",
      signature: {
        header: "X-Sig",
        algorithm: "sha512",
        encoding: "base64",
        prefix: "v2=",
        timestamp_header: "X-Time",
        signed: "v2:{timestamp}:{body}",
      },
    }),
    () => ({ ...hmacHeaders(`v2:${NOW}:${BODY}`, "x-sig", "v2=", "sha512", "base64"), "x-time": String(NOW) }),
    "x-sig",
    SECRET,
  ],
  [
    "hmac with sha1 and a time in front of the body",
    source({ kind: "hmac", signature: { header: "x-sig", algorithm: "sha1", timestamp_header: "x-time" } }),
    () => ({ ...hmacHeaders(`${SECONDS}.${BODY}`, "x-sig", "", "sha1", "hex"), "x-time": String(SECONDS) }),
    "x-sig",
    SECRET,
  ],
];

describe.each(KINDS)("%s", (_name, of, make, signatureHeader, secret) => {
  it("accepts the sender's signature, also by the second secret of a rotation", async () => {
    const headers = await make();
    expect(verify(of, headers, [secret])).toBe("ok");
    expect(verify(of, headers, [`${secret}bbbb`, secret])).toBe("ok");
  });

  it("refuses another body, another secret and a request without secrets to compare", async () => {
    const headers = await make();
    expect(verify(of, headers, [secret], `${BODY} `)).toBe("signature-wrong");
    expect(verify(of, headers, [`${secret}bbbb`])).toBe("signature-wrong");
    expect(verify(of, headers, [])).toBe("signature-wrong");
  });

  it("refuses a request without a signature, with an empty one and with a shortened one", async () => {
    const { [signatureHeader]: signature = "", ...others } = await make();
    expect(verify(of, others, [secret])).toBe("signature-missing");
    expect(["signature-missing", "signature-wrong"]).toContain(
      verify(of, { ...others, [signatureHeader]: "" }, [secret]),
    );
    expect(verify(of, { ...others, [signatureHeader]: signature.slice(0, -70) }, [secret])).not.toBe("ok");
  });
});

it.each([
  ["300 seconds old", 300, "ok"],
  ["301 seconds old", 301, "timestamp-out-of-tolerance"],
  ["300 seconds in the future", -300, "ok"],
  ["301 seconds in the future", -301, "timestamp-out-of-tolerance"],
])("a request that is %s is judged by the usual tolerance", (_name, age, result) => {
  const now = NOW + age * 1_000;
  expect(verify(STRIPE, stripeHeaders(SECRET, BODY, SECONDS), [SECRET], BODY, now)).toBe(result);
  expect(verify(STANDARD, standardHeaders(WHSEC, BODY, SECONDS), [WHSEC], BODY, now)).toBe(result);
});

it.each<[string, Source, string, SignedHeaders]>([
  ["shopify", SHOPIFY, "", shopifyHeaders("", BODY, "orders/create")],
  ["stripe", STRIPE, "", stripeHeaders("", BODY, SECONDS)],
  [
    "standard-webhooks",
    STANDARD,
    "whsec_",
    {
      "webhook-id": "msg_1",
      "webhook-timestamp": String(SECONDS),
      "webhook-signature": `v1,${createHmac("sha256", "").update(`msg_1.${SECONDS}.${BODY}`).digest("base64")}`,
    },
  ],
])("%s: a signature with an empty key is refused, also in addition to a valid secret", (_, of, empty, headers) => {
  expect(verify(of, headers, [empty])).toBe("signature-wrong");
  expect(verify(of, headers, [empty, WHSEC])).toBe("signature-wrong");
});

it("a source can set another tolerance", () => {
  const strict = source({ kind: "stripe", tolerance_seconds: 10 });
  const headers = stripeHeaders(SECRET, BODY, SECONDS);
  expect(verify(strict, headers, [SECRET], BODY, NOW + 10_000)).toBe("ok");
  expect(verify(strict, headers, [SECRET], BODY, NOW + 11_000)).toBe("timestamp-out-of-tolerance");
});

it("a changed time makes the signature wrong", () => {
  const { "stripe-signature": stripe = "" } = stripeHeaders(SECRET, BODY, SECONDS);
  const changed = stripe.replace(`t=${SECONDS}`, `t=${SECONDS + 1}`);
  expect(verify(STRIPE, { "stripe-signature": changed }, [SECRET])).toBe("signature-wrong");
  const headers = { ...standardHeaders(WHSEC, BODY, SECONDS), "webhook-timestamp": String(SECONDS + 1) };
  expect(verify(STANDARD, headers, [WHSEC])).toBe("signature-wrong");
});

it.each([undefined, "", "yesterday", "-5", "1e9"])("a signature with the time %j is refused", (time) => {
  const { "webhook-timestamp": _, ...headers } = standardHeaders(WHSEC, BODY, SECONDS);
  const given = time === undefined ? headers : { ...headers, "webhook-timestamp": time };
  expect(verify(STANDARD, given, [WHSEC])).toBe("timestamp-missing");
});

it("one right signature among several is enough, as during a sender's rotation", () => {
  const headers = standardHeaders(WHSEC, BODY, SECONDS);
  const other = standardHeaders("whsec_AAAAsBQIhrscChlQIMV+b5sSYspob7oD", BODY, SECONDS);
  const both = `v1a,c2ln ${other["webhook-signature"]} ${headers["webhook-signature"]}`;
  expect(verify(STANDARD, { ...headers, "webhook-signature": both }, [WHSEC])).toBe("ok");
  const { "stripe-signature": stripe = "" } = stripeHeaders(SECRET, BODY, SECONDS);
  const rotated = stripe.replace("v1=", `v1=${"0".repeat(64)},v1=`);
  expect(verify(STRIPE, { "stripe-signature": rotated }, [SECRET])).toBe("ok");
});

it("only signatures of the symmetric scheme count", () => {
  const headers = standardHeaders(WHSEC, BODY, SECONDS);
  const asymmetric = (headers["webhook-signature"] ?? "").replace("v1,", "v1a,");
  expect(verify(STANDARD, { ...headers, "webhook-signature": asymmetric }, [WHSEC])).toBe("signature-missing");
  const { "stripe-signature": stripe = "" } = stripeHeaders(SECRET, BODY, SECONDS);
  expect(verify(STRIPE, { "stripe-signature": stripe.replace("v1=", "v2=") }, [SECRET])).toBe("signature-missing");
});

it("the headers of Svix are those of Standard Webhooks under other names", () => {
  const renamed = Object.entries(standardHeaders(WHSEC, BODY, SECONDS)).map(([name, value]) => {
    return [name.replace("webhook-", "svix-"), value];
  });
  expect(verify(STANDARD, Object.fromEntries(renamed), [WHSEC])).toBe("ok");
});

it("a secret that is not base64 matches no signature of Standard Webhooks", () => {
  expect(verify(STANDARD, standardHeaders(WHSEC, BODY, SECONDS), ["whsec_!"])).toBe("signature-wrong");
});

it("capital letters in a hexadecimal signature do not matter", async () => {
  const { "x-hub-signature-256": signature = "", ...others } = await githubHeaders(SECRET, BODY, "push");
  const capital = `sha256=${signature.slice("sha256=".length).toUpperCase()}`;
  expect(verify(GITHUB, { ...others, "x-hub-signature-256": capital }, [SECRET])).toBe("ok");
});

it("a source with ingest keys has no signature to verify", () => {
  const checked = checkSource("plain", {
    kind: "api-key",
    mapping: { metric: "m", profile: { email: "a@shop.example" } },
  });
  expect(checked.ok && verify(checked.source, {}, [])).toBe("ok");
});
