// zod schemas of JSON that is taken as it is. Its depth and size are limited where the text is parsed.

import { z } from "zod";
import type { JsonObject, JsonValue } from "../json.ts";

const anyValue = z.custom<JsonValue>(() => true);

/** Any JSON object, kept as it came. Input is always the result of `JSON.parse`, so the values need no look. */
export const jsonObject = z.record(z.string(), anyValue) as z.ZodType<JsonObject>;
