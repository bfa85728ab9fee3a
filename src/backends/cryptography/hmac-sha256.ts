// HMAC-SHA256 with node:crypto. A secret signs many webhooks, so its key is prepared once.

import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import type { HmacSha256Base64 } from "#core/delivery/signature.ts";

const prepared = new WeakMap<Uint8Array, KeyObject>();

/** HMAC-SHA256 of a text (as UTF-8), in base64. */
export const hmacSha256Base64: HmacSha256Base64 = (key, text) =>
  createHmac("sha256", prepare(key)).update(text, "utf8").digest("base64");

function prepare(key: Uint8Array): KeyObject {
  let ready = prepared.get(key);
  if (ready === undefined) {
    ready = createSecretKey(key);
    prepared.set(key, ready);
  }
  return ready;
}
