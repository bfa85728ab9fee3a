// Comparing a secret with what a caller presents, without telling by the time it takes how much of it was right.

import { hash, timingSafeEqual } from "node:crypto";

/** Whether two secrets are the same. Their digests are compared, so that not even the length shows. */
export function equalSecrets(one: string, other: string): boolean {
  return timingSafeEqual(hash("sha256", one, "buffer"), hash("sha256", other, "buffer"));
}
