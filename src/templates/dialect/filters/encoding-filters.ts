// Filters that encode or hash a text: base64 for URLs (RFC 4648, section 5), MD5, SHA-1 and SHA-256. MD5 and SHA-1
// protect nothing, but some receivers identify profiles by the hash of an address. liquidjs has only SHA-256, so the
// others are implemented here.

import { plainText } from "../values/value-text.ts";
import { entry, type Filter, type FilterFamily, textFilter } from "./filter.ts";
import { liquidTextFilter } from "./liquid-filters.ts";

const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;

/** The padded message in blocks of 64 bytes, each a view of 16 words: the message, a 1 bit, zeros, and the length. */
function* blocksOf(message: Uint8Array, littleEndian: boolean): Iterable<DataView> {
  const blocks = Math.ceil((message.length + 1 + LENGTH_BYTES) / BLOCK_BYTES);
  const padded = new Uint8Array(blocks * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - LENGTH_BYTES, BigInt(message.length) * 8n, littleEndian);
  for (let at = 0; at < padded.length; at += BLOCK_BYTES) yield new DataView(padded.buffer, at, BLOCK_BYTES);
}

/** A word rotated to the left. */
function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** The bytes of words in hexadecimal. */
function hex(words: readonly number[], littleEndian: boolean): string {
  const view = new DataView(new ArrayBuffer(words.length * 4));
  for (const [index, word] of words.entries()) view.setUint32(index * 4, word, littleEndian);
  return [...new Uint8Array(view.buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// MD5: https://www.rfc-editor.org/rfc/rfc1321

/** The rotation of each step, four numbers for each round. */
const TURNS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;
const MD5_STEPS = 64;
/** "The integer part of 4294967296 times abs(sin(i)), where i is in radians" (section 3.4). */
const MD5_ADDENDS = Array.from({ length: MD5_STEPS }, (_, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32));

type Md5Words = [number, number, number, number];

/** The MD5 hash in hexadecimal. */
export function md5(message: Uint8Array): string {
  let state: Md5Words = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (const block of blocksOf(message, true)) state = md5Mixed(state, block);
  return hex(state, true);
}

function md5Mixed(state: Md5Words, block: DataView): Md5Words {
  let [a, b, c, d] = state;
  for (let step = 0; step < MD5_STEPS; step++) {
    const round = step >> 4;
    const [chosen, word] = md5Part(round, step, b, c, d);
    const added = (a + chosen + (MD5_ADDENDS[step] ?? 0) + block.getUint32(word * 4, true)) | 0;
    const turned = (b + rotated(added, TURNS[round]?.[step & 3] ?? 0)) | 0;
    [a, b, c, d] = [d, turned, b, c];
  }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0];
}

/** The function of a round, applied to three words, and the index of the word that the step adds. */
function md5Part(round: number, step: number, b: number, c: number, d: number): [number, number] {
  switch (round) {
    case 0:
      return [(b & c) | (~b & d), step];
    case 1:
      return [(b & d) | (c & ~d), (5 * step + 1) & 15];
    case 2:
      return [b ^ c ^ d, (3 * step + 5) & 15];
    default:
      return [c ^ (b | ~d), (7 * step) & 15];
  }
}

// SHA-1: https://www.rfc-editor.org/rfc/rfc3174

const SHA1_STEPS = 80;
const SHA1_ADDENDS = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6] as const;

type Sha1Words = [number, number, number, number, number];

/** The SHA-1 hash in hexadecimal. */
export function sha1(message: Uint8Array): string {
  let state: Sha1Words = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (const block of blocksOf(message, false)) state = sha1Mixed(state, sha1Schedule(block));
  return hex(state, false);
}

/** The words of a block, extended to 80. */
function sha1Schedule(block: DataView): Int32Array {
  const words = new Int32Array(SHA1_STEPS);
  for (let at = 0; at < 16; at++) words[at] = block.getInt32(at * 4);
  const word = (at: number) => words[at] ?? 0;
  for (let at = 16; at < SHA1_STEPS; at++) {
    words[at] = rotated(word(at - 3) ^ word(at - 8) ^ word(at - 14) ^ word(at - 16), 1);
  }
  return words;
}

function sha1Mixed(state: Sha1Words, words: Int32Array): Sha1Words {
  let [a, b, c, d, e] = state;
  for (const [step, word] of words.entries()) {
    const round = Math.floor(step / 20);
    const turned = (rotated(a, 5) + sha1Chosen(round, b, c, d) + e + word + (SHA1_ADDENDS[round] ?? 0)) | 0;
    [a, b, c, d, e] = [turned, a, rotated(b, 30), c, d];
  }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0, (state[4] + e) | 0];
}

function sha1Chosen(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d);
  return round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
}

const encode = liquidTextFilter("base64_encode");
const decode = liquidTextFilter("base64_decode");

const urlSafeEncode: Filter = (value, args, call) =>
  plainText(encode(value, args, call))
    .replaceAll("+", "-")
    .replaceAll("/", "_");

const urlSafeDecode: Filter = (value, args, call) =>
  decode(plainText(value).replaceAll("-", "+").replaceAll("_", "/"), args, call);

const encoder = new TextEncoder();

/** A filter that hashes the UTF-8 bytes of a text, in hexadecimal. */
function hash(digest: (message: Uint8Array) => string): Filter {
  return textFilter((text, _args, call) => {
    call.useOutput(text.length);
    return digest(encoder.encode(text));
  });
}

/** Filters that encode or hash a text, by name. */
export const ENCODING_FILTERS: FilterFamily = {
  base64_url_safe_encode: entry(urlSafeEncode, "Klaviyo"),
  base64_url_safe_decode: entry(urlSafeDecode, "Klaviyo"),
  md5_hash: entry(hash(md5), "Klaviyo"),
  sha_1: entry(hash(sha1), "Klaviyo"),
  sha_256: entry(liquidTextFilter("sha256"), "Klaviyo"),
};
