// Profiles and what happened to them, for the contract suites. Every profile here is a new one, so that tests can share
// a store.

import type { FlowEntry, HistoryQuery } from "#app/ports.ts";
import { ExactNumber } from "#core/exact-number.ts";
import type { HistoryEvent } from "#core/profiles/history.ts";
import { freshEventId, NOON } from "./delivery-samples.ts";

let made = 0;

/** An identifier that no other sample of this process has. */
export function freshIdentifier(kind = "email"): string {
  made += 1;
  return `${kind}:zoë-${made}@example.com`;
}

/** An order that happened to a profile. */
export function happened(changes: Partial<HistoryEvent> = {}): HistoryEvent {
  return {
    event_id: freshEventId(),
    metric: "Placed Order",
    time: NOON,
    received_at: NOON + 500,
    value: 25,
    properties: {
      Collections: ["Mugs"],
      "Ship To": { Country: "Denmark" },
      OrderNumber: new ExactNumber("12345678901234567891"),
    },
    ...changes,
  };
}

/** Everything that ever happened to whoever has one of the identifiers, of these metrics. */
export function everything(
  identifiers: readonly string[],
  metrics: readonly string[] = ["Placed Order"],
): HistoryQuery {
  return {
    identifiers,
    metrics: new Map(metrics.map((metric) => [metric, Number.NEGATIVE_INFINITY])),
    receivedBy: Number.MAX_SAFE_INTEGER,
  };
}

/** An entry of a new event at NOON into a flow that may be entered again after ten seconds. */
export function entryOf(identifiers: readonly string[], changes: Partial<FlowEntry> = {}): FlowEntry {
  const entered_at = changes.entered_at ?? NOON;
  return {
    flow_id: "winback",
    identifiers,
    event_id: freshEventId(),
    entered_at,
    notAfter: entered_at - 10_000,
    ...changes,
  };
}
