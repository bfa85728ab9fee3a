// Every format in which an event can arrive, by the name that its message carries.

import { type EventFormat, eventFormat } from "./event-format.ts";
import { klaviyoFormat } from "./klaviyo.ts";
import { plainEventSchema } from "./plain.ts";

/** The names of the formats. */
export const EVENT_FORMAT_NAMES = ["plain", "klaviyo"] as const;

/** The name of a format. */
export type EventFormatName = (typeof EVENT_FORMAT_NAMES)[number];

/** The formats. */
export const EVENT_FORMATS: Readonly<Record<EventFormatName, EventFormat>> = {
  plain: eventFormat({ schema: plainEventSchema, toPlain: (body) => body, places: [] }),
  klaviyo: klaviyoFormat,
};
