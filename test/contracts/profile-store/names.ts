// Tests that identifiers and metrics of every kind stay distinct: they come from outside, and become parts of keys.

import { expect, test } from "vitest";
import type { ProfileStore } from "#app/runs/profile-ports.ts";
import { MAX_IDENTIFIER_LENGTH, MAX_METRIC_LENGTH } from "#core/event/limits.ts";
import { NOON } from "#support/delivery-samples.ts";
import { everything, freshIdentifier, happened } from "#support/profile-samples.ts";

export function nameTests(store: ProfileStore): void {
  test.each([
    ["a value of another kind", (text: string) => [`email:${text}`, `external_id:${text}`]],
    ["a longer value", (text: string) => [`id:${text}`, `id:${text}#1`, `id:${text}#`, `id:${text} `]],
    ["another case", (text: string) => [`id:${text}A`, `id:${text}a`, `id:${text}Å`, `id:${text}å`]],
    [
      "letters of another script",
      (text: string) => [`id:漢字${text}`, `id:😀${text}`, `id:'"\\%_${text}`, `id:é${text}`],
    ],
    [
      "a value of the longest length",
      (text: string) => ["x", "漢"].map((end) => `anonymous_id:${text.padEnd(MAX_IDENTIFIER_LENGTH, end)}`),
    ],
  ])("%s is another identifier", async (_, make) => {
    const identifiers = make(freshIdentifier("text"));
    const events = identifiers.map((_, index) => happened({ time: NOON + index }));
    await store.record(events.map((event, index) => ({ identifiers: identifiers.slice(index, index + 1), event })));
    for (const [index, identifier] of identifiers.entries()) {
      expect(await store.history(everything([identifier]))).toEqual(events.slice(index, index + 1));
    }
    expect(await store.history(everything(identifiers))).toEqual(events);
  });

  test.each([
    "Order",
    "Order#",
    "Order#2",
    `Order#${NOON}`,
    `Order#${NOON}#evt_1`,
    "order",
    "Order ",
    "Placed  Order",
    "#",
    "entry#winback",
    "metric#Order",
    "注文 😀",
    "'; DROP TABLE events; --",
    "%_",
    "m".repeat(MAX_METRIC_LENGTH),
    "漢".repeat(MAX_METRIC_LENGTH),
  ])("the metric %j is distinct from all others", async (metric) => {
    const identifiers = [freshIdentifier()];
    const others = ["Order", "Order#", "Order##", `Order#${NOON}#`, `${metric.slice(0, 126)}!`, metric.slice(1)];
    const event = happened({ metric });
    const neighbours = others
      .filter((other) => other !== metric && other !== "")
      .map((other) => happened({ metric: other }));
    await store.record([event, ...neighbours].map((one) => ({ identifiers, event: one })));
    expect(await store.history(everything(identifiers, [metric]))).toEqual([event]);
  });
}
