// The schemas of texts that filters compare with. Klaviyo's schema also allows null and does not document its meaning, so null
// is refused; existence filters check whether a property is set.

import * as z from "zod";
import { MAX_TEXT_LENGTH, MAX_VALUES } from "./limits.ts";

/** A text to compare with. */
export const text = z.string().max(MAX_TEXT_LENGTH);

/** A text to look for inside another: an empty one would be in every text. */
export const partOfText = text.min(1);

/** The texts of a set: at least one. */
export const texts = z.array(text).min(1).max(MAX_VALUES);
