// Random graphs, checked again in the simplest way: with a table of which action leads to which in any number of steps.

import fc from "fast-check";
import { expect, it } from "vitest";
import { partsOfFlow } from "#core/flow/flow-parts.ts";
import { checkGraph } from "#core/flow/graph.ts";
import { type Fields, flowFile, shaped } from "#support/flow-files.ts";

/** For each action, the numbers of two successors; a number without an action is a dangling link. */
type Graph = readonly (readonly [number | null, number | null])[];

const graphs: fc.Arbitrary<Graph> = fc.integer({ min: 1, max: 7 }).chain((size) => {
  // Dangling links are rare, because they hide all other problems.
  const number = fc.oneof({ weight: 40, arbitrary: fc.nat(size - 1) }, { weight: 1, arbitrary: fc.constant(size) });
  const link = fc.option(number, { freq: 2 });
  return fc.array(fc.tuple(link, link), { minLength: size, maxLength: size });
});

function flowOf(graph: Graph): Fields {
  const id = (number: number | null) => (number === null ? null : `action-${number}`);
  const actions = graph.map(([ifTrue, ifFalse], index) => ({
    id: id(index),
    type: "conditional-split",
    links: { next_if_true: id(ifTrue), next_if_false: id(ifFalse) },
    data: { profile_filter: { condition_groups: [] } },
  }));
  return flowFile({}, { entry_action_id: "action-0", actions });
}

function expected(graph: Graph): string[] {
  const dangling = graph.flatMap((links, from) =>
    links.flatMap((to, index) =>
      to !== null && to >= graph.length
        ? [`flow-dangling-link /definition/actions/${from}/links/${index === 0 ? "next_if_true" : "next_if_false"}`]
        : [],
    ),
  );
  if (dangling.length > 0) return dangling;
  const leads = leadsTo(graph);
  const reached = graph.map((_, index) => index === 0 || leads[0]?.[index] === true);
  return [
    ...reached.flatMap((is, index) => (is ? [] : [`flow-unreachable-action /definition/actions/${index}/id`])),
    ...(reached.some((is, index) => is && leads[index]?.[index]) ? ["flow-cycle /definition/actions"] : []),
  ];
}

/** Whether an action leads to another in one step or more (Warshall's algorithm). */
function leadsTo(graph: Graph): boolean[][] {
  const leads = graph.map((links) => graph.map((_, to) => links.includes(to)));
  for (const middle of graph.keys())
    for (const row of leads) if (row[middle]) for (const to of graph.keys()) row[to] ||= leads[middle]?.[to] === true;
  return leads;
}

it("of any graph, only dangling links are reported, or else unreachable actions and a cycle", () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const problems = checkGraph(partsOfFlow(shaped(flowOf(graph))));
      expect(problems.map(({ rule, pointer }) => `${rule} ${pointer}`)).toEqual(expected(graph));
    }),
    { numRuns: 2_000 },
  );
});

it("the reported cycle is a cycle: each action leads to the next, and the last is the first", () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const cycle = checkGraph(partsOfFlow(shaped(flowOf(graph)))).find(({ rule }) => rule === "flow-cycle");
      fc.pre(cycle !== undefined);
      const named = [...(cycle?.message.matchAll(/action-(\d)/g) ?? [])].map(([, number]) => Number(number));
      expect(named.at(-1)).toBe(named[0]);
      expect(new Set(named).size).toBe(named.length - 1);
      for (const [index, to] of named.slice(1).entries()) expect(graph[named[index] ?? -1]).toContain(to);
    }),
  );
});
