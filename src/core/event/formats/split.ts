// The parts of splitting that batches of several formats share.

import type { JsonValue } from "../../json.ts";
import { parseJson } from "../../parse-json.ts";
import type { Problem } from "../../problem.ts";
import type { EventRule } from "../event-rules.ts";
import { MAX_BATCH_EVENTS } from "../limits.ts";
import type { EventPart, SplitBody } from "./ingest-route.ts";

/** A part of a body that was read already. `pointer` leads to it in the whole body. */
export function partAt(pointer: string, value: JsonValue): EventPart {
  return { text: JSON.stringify(value), value, pointerInBody: (inner) => pointer + inner };
}

/** Reads a text as JSON. */
export function readJson(
  text: string,
  pointer = "",
): { ok: true; value: JsonValue } | { ok: false; problems: readonly Problem<EventRule>[] } {
  try {
    return { ok: true, value: parseJson(text) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const subject = pointer === "" ? "The body" : "The event";
    return {
      ok: false,
      problems: [{ rule: "event-not-json", pointer, message: `${subject} is not JSON: ${error.message}.` }],
    };
  }
}

/** Splits a JSON array of events. */
export function splitArray(body: string): SplitBody {
  const json = readJson(body);
  if (!json.ok) return json;
  if (!Array.isArray(json.value)) return unsplit("The body must be a JSON array of events.");
  return (
    refusedCount(json.value.length) ?? {
      ok: true,
      events: json.value.map((value, index) => partAt(`/${index}`, value)),
    }
  );
}

/** The refusal of a body for its number of events; undefined if the number is allowed. */
export function refusedCount(events: number): SplitBody | undefined {
  if (events === 0) return unsplit("The body holds no event.");
  if (events <= MAX_BATCH_EVENTS) return undefined;
  return unsplit(`A request may have at most ${MAX_BATCH_EVENTS} events. Send several requests.`);
}

/** A body that can't be split. */
export function unsplit(message: string, pointer = ""): SplitBody {
  return { ok: false, problems: [{ rule: "event-invalid", pointer, message }] };
}
