// The index against what it stands for: a plain scan of all flows. Fields, values and metrics are few, so that random
// flows and events meet often.

import fc from "fast-check";
import { expect, it } from "vitest";
import type { JsonObject } from "#core/json.ts";
import { buildMatchIndex, type MatchEvent } from "#core/matching/match-index.ts";
import { flowOf, NOW, on, type TestFlow } from "./flows.ts";

const field = fc.constantFrom("a", "b", "a.b", "a.b.c", "$value", "list", "__proto__", "toString");
const word = fc.constantFrom("x", "y", "5", "5.0", "1", "true", "no", "");
const part = fc.constantFrom("x", "5", "tru");
const words = fc.array(word, { minLength: 1, maxLength: 3 });
const number = fc.constantFrom(0, 1, 5, -0, 1.5);

const filter = fc.oneof(
  ...[
    { type: "string", operator: ["equals", "not-equals"], value: word },
    { type: "string", operator: ["in", "not-in"], value: words },
    { type: "string", operator: ["contains", "not-starts-with", "regex"], value: part },
    { type: "numeric", operator: ["equals", "not-equals", "greater-than"], value: number },
    { type: "boolean", operator: ["equals"], value: fc.boolean() },
    { type: "list", operator: ["contains", "not-contains"], value: fc.oneof(word, fc.constantFrom(1, 5)) },
    { type: "list", operator: ["contains-any", "contains-all", "not-contains-any"], value: words },
  ].map(({ type, operator, value }) =>
    fc.record({ type: fc.constant(type), operator: fc.constantFrom(...operator), value }),
  ),
  fc.record({ type: fc.constant("existence"), operator: fc.constantFrom("is-set", "not-set") }),
);

const condition = fc.tuple(field, filter).map(([name, test]) => on(name, test));
const groups = fc.array(fc.array(condition, { minLength: 1, maxLength: 3 }), { maxLength: 3 });
const metric = fc.constantFrom("Placed Order", "Started Checkout");

const flows = fc
  .array(fc.tuple(metric, groups), { maxLength: 12 })
  .map((all) => all.map(([name, own], index): TestFlow => ({ ...flowOf(String(index), ...own), metric: name })));

const scalar = fc.oneof(word, number, fc.boolean(), fc.constant(null));
const leaf = fc.oneof({ weight: 3, arbitrary: scalar }, fc.array(scalar, { maxLength: 3 }));
const nested = fc.dictionary(
  fc.constantFrom("b", "c", "b.c"),
  fc.oneof(leaf, fc.dictionary(fc.constantFrom("c"), leaf)),
);
const key = fc.constantFrom("a", "b", "a.b", "a.b.c", "$value", "list", "__proto__", "toString");

// Through JSON, so that "__proto__" is a key of its own, as in events.
const properties = fc
  .array(fc.tuple(key, fc.oneof(leaf, nested)), { maxLength: 5 })
  .map(
    (entries) =>
      JSON.parse(`{${entries.map(([name, value]) => `"${name}":${JSON.stringify(value)}`).join()}}`) as JsonObject,
  );

const event: fc.Arbitrary<MatchEvent> = fc.record(
  { metric, properties, value: number },
  { requiredKeys: ["metric", "properties"] },
);

it("finds the same flows as a plain scan, in the same order", () => {
  let matched = 0;
  fc.assert(
    fc.property(flows, fc.array(event, { minLength: 1, maxLength: 5 }), (all, events) => {
      const index = buildMatchIndex(all);
      for (const one of events) {
        const scanned = all.filter(
          (flow) => flow.metric === one.metric && (flow.conditions?.matches(one, NOW) ?? true),
        );
        expect(index.match(one, NOW)).toEqual(scanned);
        matched += scanned.filter((flow) => flow.conditions !== undefined).length;
      }
    }),
    { numRuns: 3000 },
  );
  // Otherwise the flows and events above did not meet, and the test shows nothing.
  expect(matched).toBeGreaterThan(1000);
});
