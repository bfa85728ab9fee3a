// GitHub's webhooks: https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries and
// https://docs.github.com/en/webhooks/webhook-events-and-payloads#delivery-headers

import { signatureMissing } from "../signed-request.ts";
import type { SourceKind } from "../source-kind.ts";

const SIGNATURE = "X-Hub-Signature-256";
const PREFIX = "sha256=";

/**
 * The kind `github`. The topic is the event and its action, as in GitHub's documentation: `pull_request.opened`; the metric has
 * the same words: "GitHub pull request opened". An event that names no sender has no profile, so it is left out, as is the ping
 * by which GitHub tests a new webhook. GitHub signs no time; a request that is sent again has the same delivery id.
 */
export const githubKind: SourceKind = {
  readSignature(headers) {
    const text = headers[SIGNATURE.toLowerCase()];
    if (!text?.startsWith(PREFIX)) return signatureMissing(SIGNATURE);
    return {
      ok: true,
      form: { algorithm: "sha256", encoding: "hex" },
      signatures: [text.slice(PREFIX.length)],
      content: (body) => [body],
    };
  },
  mapping: {
    topic: "{{ headers.x-github-event }}{% if body.action %}.{{ body.action }}{% endif %}",
    when: "{{ body.sender.id }}",
    metrics: { ping: null },
    metric: "GitHub {{ topic|replace:'.',' '|replace:'_',' ' }}",
    profile: {
      external_id: "github:{{ body.sender.id }}",
      properties: { github_login: "{{ body.sender.login }}", github_type: "{{ body.sender.type }}" },
    },
    unique_id: "{{ headers.x-github-delivery }}",
  },
};
