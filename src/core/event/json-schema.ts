// zod schemas of JSON that is kept unchanged. Its depth and size are limited where the text is parsed.

import * as z from "zod";
import { ExactNumber } from "../exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "../json.ts";

/**
 * Any JSON object, unchanged: zod returns the same object, because a copy would lose keys such as `__proto__`. The input is
 * always the result of `parseJson`, so its content needs no check.
 */
export const jsonObject = z
  .custom<JsonObject>((value) => isJsonObject(value as JsonValue | undefined), { error: "must be an object" })
  .meta({ type: "object" });

/** A number for arithmetic: a number with more digits than a double holds becomes the nearest double. */
export const plainNumber = z.preprocess((value) => (value instanceof ExactNumber ? value.double : value), z.number());
