// The random parts of ingest keys, with node:crypto.

import { randomBytes } from "node:crypto";
import { KEY_ID_BYTES, KEY_SECRET_BYTES, type KeyRandomness } from "#core/keys/key-text.ts";

/** Random parts that can't be predicted. */
export const keyRandomness: KeyRandomness = {
  idPart: () => randomBytes(KEY_ID_BYTES).toString("hex"),
  secretPart: () => randomBytes(KEY_SECRET_BYTES).toString("base64url"),
};
