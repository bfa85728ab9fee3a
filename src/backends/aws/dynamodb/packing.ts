// Texts as they are stored: compressed. An order and the webhook that is rendered from it say much the same, and most of
// what an event says is names of fields; with these in a dictionary, event and webhook of 1 KB each take some 600 bytes,
// so that their record is one write unit. Zstandard (RFC 8878) at this level packs them in a twentieth of a millisecond;
// brotli at its best takes a quarter more room and thirty times as long.

import { constants, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { PACKING_DICTIONARY } from "./packing-dictionary.ts";

const LEVEL = 9;

const dictionary = Buffer.from(PACKING_DICTIONARY, "utf8");

const packingOptions = {
  dictionary,
  // Without what a stranger would need to read it: a few bytes of each kind add up in items of 1 KB.
  params: { [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_contentSizeFlag]: 0 },
};

/** A text, compressed. */
export function pack(text: string): Uint8Array {
  return zstdCompressSync(text, packingOptions);
}

/** The text that `pack` was given. */
export function unpack(packed: Uint8Array): string {
  return zstdDecompressSync(packed, { dictionary }).toString("utf8");
}
