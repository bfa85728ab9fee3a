// Every format in which an event can arrive, by the name that its message carries.

import type { EventFormat } from "./event-format.ts";
import { klaviyoFormat } from "./klaviyo.ts";
import { plainFormat } from "./plain.ts";

/** The formats by name. */
export const EVENT_FORMATS = { plain: plainFormat, klaviyo: klaviyoFormat } as const satisfies Record<
  string,
  EventFormat
>;

/** The name of a format. */
export type EventFormatName = keyof typeof EVENT_FORMATS;

/** The names of all formats. */
export const EVENT_FORMAT_NAMES = ["plain", "klaviyo"] as const satisfies readonly EventFormatName[];
