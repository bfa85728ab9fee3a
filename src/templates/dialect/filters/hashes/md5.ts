// MD5: https://www.rfc-editor.org/rfc/rfc1321

import { blocksOf, hex, rotated } from "./blocks.ts";

/** How far each step turns; four numbers a round, over and over. */
const TURNS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;
const STEPS = 64;
/** "The integer part of 4294967296 times abs(sin(i)), where i is in radians" (section 3.4). */
const ADDENDS = Array.from({ length: STEPS }, (_, step) => Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32));

type Words = [number, number, number, number];

/** The hash of a message, in hexadecimal. */
export function md5(message: Uint8Array): string {
  let state: Words = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  for (const block of blocksOf(message, true)) state = mixed(state, block);
  return hex(state, true);
}

function mixed(state: Words, block: DataView): Words {
  let [a, b, c, d] = state;
  for (let step = 0; step < STEPS; step++) {
    const round = step >> 4;
    const [chosen, word] = part(round, step, b, c, d);
    const added = (a + chosen + (ADDENDS[step] ?? 0) + block.getUint32(word * 4, true)) | 0;
    const turned = (b + rotated(added, TURNS[round]?.[step & 3] ?? 0)) | 0;
    [a, b, c, d] = [d, turned, b, c];
  }
  return [(state[0] + a) | 0, (state[1] + b) | 0, (state[2] + c) | 0, (state[3] + d) | 0];
}

/** What a round makes of three words, and which word of the block comes in. */
function part(round: number, step: number, b: number, c: number, d: number): [number, number] {
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
