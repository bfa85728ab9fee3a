// The index compared with a plain scan of all flows.

import fc from "fast-check";
import { expect, it } from "vitest";
import * as z from "zod";
import { filterSchema } from "#core/filters/filter.ts";
import { buildMatchIndex, type MatchEvent } from "#core/matching/match-index.ts";
import { someEvent, someFlows } from "./arbitraries.ts";
import { NOW, type TestFlow } from "./flows.ts";

function scan(flows: readonly TestFlow[], event: MatchEvent): TestFlow[] {
  return flows.filter((flow) => flow.metric === event.metric && (flow.conditions?.matches(event, NOW) ?? true));
}

/** The type and operator of each condition that alone makes an event match. */
function decisive(flow: TestFlow): string[] {
  const groups = flow.conditions?.groups ?? [];
  return groups.flatMap(([first, ...more]) => {
    const filter = more.length === 0 ? first?.source.filter : undefined;
    return filter === undefined ? [] : [`${filter.type} ${filter.operator}`];
  });
}

/** The type and operator of each filter there is. */
function allOperators(): string[] {
  const kinds = z.array(z.looseObject({ properties: z.record(z.string(), z.unknown()) }));
  const operators = z.union([
    z.object({ const: z.string() }).transform((one) => [one.const]),
    z.object({ enum: z.array(z.string()) }).transform((some) => some.enum),
  ]);
  return kinds.parse(leaves(z.toJSONSchema(filterSchema))).flatMap(({ properties }) => {
    const type = z.object({ const: z.string() }).parse(properties["type"]).const;
    return operators.parse(properties["operator"]).map((operator) => `${type} ${operator}`);
  });
}

function leaves(schema: z.core.JSONSchema.BaseSchema): z.core.JSONSchema.BaseSchema[] {
  const inner = schema.oneOf ?? schema.anyOf;
  if (inner === undefined) return [schema];
  return inner.flatMap((one) => (typeof one === "object" ? leaves(one) : []));
}

/** Compares the index with a scan for flows and events. Returns the operators that made an event match. */
function compare(flows: readonly TestFlow[], events: readonly MatchEvent[]): string[] {
  const index = buildMatchIndex(flows);
  return events.flatMap((event) => {
    const scanned = scan(flows, event);
    expect(index.match(event, NOW).map(({ id }) => id)).toEqual(scanned.map(({ id }) => id));
    return scanned.flatMap(decisive);
  });
}

it("finds the same flows as a plain scan, in the same order, among few flows", () => {
  const flows = someFlows({ maxLength: 8 });
  fc.assert(
    fc.property(flows, someEvent, (all, event) => void compare(all, [event])),
    { numRuns: 3000 },
  );
});

it("finds the same flows as a plain scan, in the same order, among many flows with every operator", () => {
  const flows = someFlows({ minLength: 80, maxLength: 120 });
  const events = fc.array(someEvent, { minLength: 20, maxLength: 30 });
  const decided = new Set<string>();
  fc.assert(
    fc.property(flows, events, (all, some) => {
      for (const operator of compare(all, some)) decided.add(operator);
    }),
    { numRuns: 300 },
  );
  // Otherwise too few events matched, and the test shows nothing about the missing operators.
  expect([...decided].sort()).toEqual(allOperators().sort());
});

it("finds the same flows as a plain scan after flows were removed and added, in any number of steps", () => {
  const flows = someFlows({ maxLength: 12 });
  const step = fc.record({ added: flows, removed: fc.infiniteStream(fc.boolean()) });
  const steps = fc.array(step, { minLength: 1, maxLength: 12 });
  const events = fc.array(someEvent, { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(flows, steps, events, (first, changes, some) => {
      let all = first;
      let index = buildMatchIndex(all);
      for (const { added, removed } of changes) {
        const gone = new Set(all.filter(() => removed.next().value));
        index = index.change(gone, added);
        all = [...all.filter((flow) => !gone.has(flow)), ...added];
      }
      for (const event of some) expect(index.match(event, NOW)).toEqual(scan(all, event));
    }),
    { numRuns: 500 },
  );
});
