// Compares a secret with the one that a caller presents, in a time that does not depend on how much of it is right.

import { hash, timingSafeEqual } from "node:crypto";

/** Whether two secrets are the same. Their digests are compared, so that not even the length shows. */
export function equalSecrets(one: string, other: string): boolean {
  return timingSafeEqual(hash("sha256", one, "buffer"), hash("sha256", other, "buffer"));
}

/** Whether two hashes of the same kind are the same, in a time that does not depend on them. */
export function equalHashes(one: string, other: string): boolean {
  return one.length === other.length && timingSafeEqual(Buffer.from(one), Buffer.from(other));
}
