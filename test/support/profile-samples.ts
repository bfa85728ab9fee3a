// Profiles and what happened to them, for the contract suites. Every profile here is a new one, so that tests can share
// a store.

import type { FlowEntry, HistoryQuery } from "#app/runs/profile-ports.ts";
import { ExactNumber } from "#core/exact-number.ts";
import type { HistoryEvent } from "#core/profiles/history.ts";
import type { HistorySpan } from "#core/profiles/history-span.ts";
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

/** A span that wants `most` events, by default all. */
export function spanOf(metric: string, from: number, to: number, most = Number.POSITIVE_INFINITY): HistorySpan {
  const begin = () => {
    let left = most;
    return () => --left > 0;
  };
  return { metric, from, to, firstRows: most, begin };
}

/** All events of a metric from a time on. */
export function since(metric: string, from: number): HistorySpan {
  return spanOf(metric, from, Number.POSITIVE_INFINITY);
}

/** All events of these metrics under the identifiers. */
export function everything(
  identifiers: readonly string[],
  metrics: readonly string[] = ["Placed Order"],
): HistoryQuery {
  return {
    identifiers,
    spans: metrics.map((metric) => since(metric, Number.NEGATIVE_INFINITY)),
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
