// zod schemas of JSON that is taken as it is. Its depth and size are limited where the text is parsed.

import * as z from "zod";
import { ExactNumber } from "../exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";

/**
 * Any JSON object, kept as it came: the very same object, since a copy by zod would lose keys such as `__proto__`.
 * Input is always the result of `parseJson`, so what is inside needs no look.
 */
export const jsonObject = z
  .custom<JsonObject>((value) => isJsonObject(value as JsonValue | undefined), { error: "must be an object" })
  .meta({ type: "object" });

/** A number that is counted with: of more digits than a double holds, the nearest double is taken. */
export const plainNumber = z.preprocess((value) => (value instanceof ExactNumber ? value.double : value), z.number());
