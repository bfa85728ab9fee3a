// What MD5 and SHA-1 have in common: a message in blocks of 64 bytes, filled up with a bit, zeros and its length.

const BLOCK_BYTES = 64;
const LENGTH_BYTES = 8;

/** The blocks of a message, each as a view of 16 words. */
export function* blocksOf(message: Uint8Array, littleEndian: boolean): Iterable<DataView> {
  const blocks = Math.ceil((message.length + 1 + LENGTH_BYTES) / BLOCK_BYTES);
  const padded = new Uint8Array(blocks * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  new DataView(padded.buffer).setBigUint64(padded.length - LENGTH_BYTES, BigInt(message.length) * 8n, littleEndian);
  for (let at = 0; at < padded.length; at += BLOCK_BYTES) yield new DataView(padded.buffer, at, BLOCK_BYTES);
}

/** A word turned round to the left. */
export function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Words in hexadecimal, byte by byte. */
export function hex(words: readonly number[], littleEndian: boolean): string {
  const view = new DataView(new ArrayBuffer(words.length * 4));
  for (const [index, word] of words.entries()) view.setUint32(index * 4, word, littleEndian);
  return [...new Uint8Array(view.buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
