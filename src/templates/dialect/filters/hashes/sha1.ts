// SHA-1: https://www.rfc-editor.org/rfc/rfc3174

import { blocksOf, hex, rotated } from "./blocks.ts";

const STEPS = 80;
const ADDENDS = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6] as const;

type Words = [number, number, number, number, number];

/** The hash of a message, in hexadecimal. */
export function sha1(message: Uint8Array): string {
  let state: Words = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  for (const block of blocksOf(message, false)) state = mixed(state, schedule(block));
  return hex(state, false);
}

/** The words of a block, and those that follow from them. */
function schedule(block: DataView): Int32Array {
  const words = new Int32Array(STEPS);
  for (let at = 0; at < 16; at++) words[at] = block.getInt32(at * 4);
  const word = (at: number) => words[at] ?? 0;
  for (let at = 16; at < STEPS; at++) {
    words[at] = rotated(word(at - 3) ^ word(at - 8) ^ word(at - 14) ^ word(at - 16), 1);
  }
  return words;
}

function mixed(state: Words, words: Int32Array): Words {
  let [a, b, c, d, e] = state;
  for (const [step, word] of words.entries()) {
    const round = Math.floor(step / 20);
    const turned = (rotated(a, 5) + chosen(round, b, c, d) + e + word + (ADDENDS[round] ?? 0)) | 0;
    [a, b, c, d, e] = [turned, a, rotated(b, 30), c, d];
  }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0, (state[4] + e) | 0];
}

function chosen(round: number, b: number, c: number, d: number): number {
  if (round === 0) return (b & c) | (~b & d);
  return round === 2 ? (b & c) | (b & d) | (c & d) : b ^ c ^ d;
}
