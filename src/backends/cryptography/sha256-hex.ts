// SHA-256 with node:crypto.

import { hash } from "node:crypto";
import type { Sha256Hex } from "#core/event/event-id.ts";

/** SHA-256 of a text (as UTF-8), as lower-case hexadecimal. */
export const sha256Hex: Sha256Hex = (text) => hash("sha256", text, "hex");
