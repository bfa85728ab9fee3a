// Eight bytes of an event's id, by which deliveries are found. Two ids may share them: whoever looks compares the ids.

import { sha256Hex } from "../cryptography/sha256-hex.ts";

/** Ids that we derive end in 128 bits of a digest, as hexadecimal (core/event/event-id.ts). */
const DIGEST = /[0-9a-f]{16}$/;
const HASH_BITS = 64;

/** A number of 64 bits, signed as SQLite's integers are, that is the same for the same id. */
export function eventHash(eventId: string): bigint {
  const digits = DIGEST.exec(eventId)?.[0] ?? sha256Hex(eventId).slice(0, HASH_BITS / 4);
  return BigInt.asIntN(HASH_BITS, BigInt(`0x${digits}`));
}
