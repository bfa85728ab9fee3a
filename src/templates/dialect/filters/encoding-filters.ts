// Filters of other writings of a text: base 64 for URLs (RFC 4648, section 5) and hashes. MD5 and SHA-1 keep no secret, but
// there are receivers that tell profiles by the hash of an address; liquidjs has SHA-256 alone, so they are written here.

import { plainText } from "../rendering/value-text.ts";
import { entry } from "./entry.ts";
import type { Filter, FilterFamily } from "./filter.ts";
import { md5 } from "./hashes/md5.ts";
import { sha1 } from "./hashes/sha1.ts";
import { liquidTextFilter } from "./liquid-filters.ts";
import { textFilter } from "./text-filter.ts";

const encode = liquidTextFilter("base64_encode");
const decode = liquidTextFilter("base64_decode");

const urlSafeEncode: Filter = (value, args, call) =>
  plainText(encode(value, args, call))
    .replaceAll("+", "-")
    .replaceAll("/", "_");

const urlSafeDecode: Filter = (value, args, call) =>
  decode(plainText(value).replaceAll("-", "+").replaceAll("_", "/"), args, call);

const encoder = new TextEncoder();

/** The hash of the bytes of a text in UTF-8, in hexadecimal. */
function hash(digest: (message: Uint8Array) => string): Filter {
  return textFilter((text, _args, call) => {
    call.useOutput(text.length);
    return digest(encoder.encode(text));
  });
}

/** Filters of other writings of a text. */
export const ENCODING_FILTERS: FilterFamily = {
  base64_url_safe_encode: entry(urlSafeEncode, "Klaviyo"),
  base64_url_safe_decode: entry(urlSafeDecode, "Klaviyo"),
  md5_hash: entry(hash(md5), "Klaviyo"),
  sha_1: entry(hash(sha1), "Klaviyo"),
  sha_256: entry(liquidTextFilter("sha256"), "Klaviyo"),
};
