import fc from "fast-check";
import { Webhook } from "standardwebhooks";
import { expect, test } from "vitest";
import { hmacSha256Base64 } from "#backends/cryptography/hmac-sha256.ts";
import { parseSigningSecret, type SigningSecret, signatures } from "#core/delivery/signature.ts";

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 37 + 11) & 0xff);
const base64 = (key: Uint8Array): string => Buffer.from(key).toString("base64");
const whsec = (key: Uint8Array): string => `whsec_${base64(key)}`;

function secret(text: string): SigningSecret {
  const parsed = parseSigningSecret(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.secret;
}

function problem(text: string): string | undefined {
  const parsed = parseSigningSecret(text);
  return parsed.ok ? undefined : parsed.problem;
}

const content = { id: "evt_1:orders:send", timestampSeconds: 1_674_087_231, body: '{"total":12.5,"name":"Zoë 🙂"}' };

test("the signature is that of the standardwebhooks library, for any key, id, time and body", () => {
  const key = fc.uint8Array({ minLength: 24, maxLength: 64 });
  const id = fc.string({ unit: fc.constantFrom(..."abcXYZ019_:-"), minLength: 1 });
  fc.assert(
    fc.property(
      key,
      id,
      fc.integer({ min: 0, max: 4_102_444_800 }),
      fc.string({ unit: "grapheme" }),
      (k, i, seconds, body) => {
        const ours = signatures([secret(whsec(k))], { id: i, timestampSeconds: seconds, body }, hmacSha256Base64);
        expect(ours).toBe(new Webhook(whsec(k)).sign(i, new Date(seconds * 1000), body));
      },
    ),
  );
});

test("the signed text is the id, the time in seconds and the body, joined by full stops", () => {
  const seen: string[] = [];
  signatures([secret(whsec(bytes(32)))], content, (_key, text) => {
    seen.push(text);
    return "";
  });
  expect(seen).toEqual(['evt_1:orders:send.1674087231.{"total":12.5,"name":"Zoë 🙂"}']);
});

test("during a rotation receivers accept the signature with the new secret and with the old one, and with no other", () => {
  const now = Math.floor(Date.now() / 1000);
  const signed = signatures(
    [secret(whsec(bytes(24))), secret(whsec(bytes(64)))],
    { ...content, timestampSeconds: now },
    hmacSha256Base64,
  );
  const headers = { "webhook-id": content.id, "webhook-timestamp": String(now), "webhook-signature": signed };
  expect(signed).toMatch(/^v1,\S{44} v1,\S{44}$/);
  for (const length of [24, 64]) {
    expect(new Webhook(whsec(bytes(length))).verify(content.body, headers)).toEqual(JSON.parse(content.body));
  }
  expect(() => new Webhook(whsec(bytes(32))).verify(content.body, headers)).toThrow("No matching signature");
});

test("an id with a full stop is a bug, because the full stop separates the signed parts", () => {
  expect(() => signatures([], { ...content, id: "evt.1" }, hmacSha256Base64)).toThrow("full stop");
});

test("a secret of any 24 to 64 bytes is accepted, with or without whsec_", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 24, maxLength: 64 }), (key) => {
      const keys: Uint8Array[] = [];
      for (const text of [whsec(key), base64(key), `  ${whsec(key)}\n`]) {
        secret(text).sign("", (used) => {
          keys.push(used);
          return "";
        });
      }
      expect(keys).toEqual([key, key, key]);
    }),
  );
});

test.each([
  ["is too short", whsec(bytes(23)), "has 23 bytes; it must have 24 to 64"],
  ["is too long", whsec(bytes(65)), "has 65 bytes; it must have 24 to 64"],
  ["is empty", "", "has 0 bytes"],
  ["is the prefix alone", "whsec_", "has 0 bytes"],
  ["lacks padding", `whsec_${base64(bytes(25)).replace(/=+$/, "")}`, "is not base64"],
  ["is URL-safe base64", `whsec_${"-_".repeat(20)}`, "is not base64"],
  ["has padding inside", `whsec_AA==${base64(bytes(24))}`, "is not base64"],
  ["has a space inside", `whsec_${"AAA ".repeat(10)}`, "is not base64"],
  ["is a passphrase", "correct horse battery staple", "is not base64"],
  ["is an asymmetric secret key", `whsk_${base64(bytes(32))}`, "asymmetric"],
  ["is an asymmetric public key", `whpk_${base64(bytes(32))}`, "asymmetric"],
])("a secret that %s is refused in words", (_what, text, words) => {
  expect(problem(text)).toContain(words);
});

test("neither the problem nor the secret itself shows the key", () => {
  expect(problem("hunter2hunter2hunter2")).not.toContain("hunter2");
  const made = secret(whsec(bytes(32)));
  expect(JSON.stringify({ made })).toBe('{"made":{}}');
});

test("every signature gets the same key object, so that it can be prepared once", () => {
  const made = secret(whsec(bytes(32)));
  const keys = new Set<Uint8Array>();
  for (let n = 0; n < 3; n++) made.sign(String(n), (key) => `${keys.add(key).size}`);
  expect(keys.size).toBe(1);
});
