// Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
// Senders that use Svix send the same headers under the names svix-*: https://docs.svix.com/receiving/verifying-payloads/how-manual

import { decodeBase64 } from "../../base64.ts";
import { signatureMissing, timestampMissing, unixTime } from "../signed-request.ts";
import type { SourceKind } from "../source-kind.ts";

/** The symmetric scheme. Signatures of other schemes are skipped, as the specification says. */
const SCHEME = "v1,";
const SECRET_PREFIX = "whsec_";

/**
 * The kind `standard-webhooks`. The specification recommends bodies with `type`, `timestamp` and `data`, which become the metric, the
 * time and the properties. It says nothing about a person, so the file declares the profile.
 */
export const standardWebhooksKind: SourceKind = {
  readSignature(headers) {
    const header = (name: string) => headers[`webhook-${name}`] ?? headers[`svix-${name}`];
    const [id, timestamp, texts] = [header("id"), header("timestamp"), header("signature")];
    const signatures = texts?.split(" ").filter((text) => text.startsWith(SCHEME)) ?? [];
    if (id === undefined || signatures.length === 0) return signatureMissing("webhook-id and webhook-signature");
    const signedAt = unixTime(timestamp);
    if (signedAt === undefined) return timestampMissing("webhook-timestamp");
    return {
      ok: true,
      form: { algorithm: "sha256", encoding: "base64" },
      signatures: signatures.map((text) => text.slice(SCHEME.length)),
      signedAt,
      content: (body) => [`${id}.${timestamp}.`, body],
      keyOf: (secret) => decodeBase64(secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret),
    };
  },
  mapping: {
    topic: "{{ body.type }}",
    metric: "{{ body.type }}",
    properties: "{{ body.data|default:body }}",
    time: "{% firstof body.timestamp headers.webhook-timestamp headers.svix-timestamp %}",
    unique_id: "{% firstof headers.webhook-id headers.svix-id %}",
  },
};
