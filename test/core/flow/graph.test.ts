import { describe, expect, it } from "vitest";
import { partsOfFlow } from "#core/flow/flow-parts.ts";
import { checkGraph, findCycle } from "#core/flow/graph.ts";
import { flowFile, shaped, webhook } from "#support/flow-files.ts";

/** A flow with these links: `{ a: "b" }` is action a, which leads to b. */
function chain(entry: string, links: Readonly<Record<string, string | null>>) {
  const actions = Object.entries(links).map(([id, next]) => webhook({ id, links: { next } }));
  return shaped(flowFile({}, { entry_action_id: entry, actions }));
}

function split(id: string, next_if_true?: string, next_if_false?: string) {
  const data = { profile_filter: { condition_groups: [] } };
  return { id, type: "conditional-split", links: { next_if_true, next_if_false }, data };
}

function problems(flow: ReturnType<typeof shaped>): string[] {
  return checkGraph(partsOfFlow(flow)).map(({ rule, pointer, message }) => `${rule} ${pointer} ${message}`);
}

describe("the actions of a flow", () => {
  it.each<[string, ReturnType<typeof shaped>, string[]]>([
    ["lead to the end", chain("a", { a: "b", b: "c", c: null }), []],
    [
      "lead to one that is not there",
      chain("send", { send: "sned" }),
      ['flow-dangling-link /definition/actions/0/links/next No action has the id "sned". Did you mean "send"?'],
    ],
    [
      "begin with one that is not there",
      chain("x", { first: null, second: null }),
      [
        'flow-dangling-link /definition/entry_action_id No action has the id "x". The flow\'s actions are "first", "second".',
      ],
    ],
    [
      "leave one out",
      chain("a", { a: null, b: null }),
      ['flow-unreachable-action /definition/actions/1/id No path leads to the action "b". Link to it, or remove it.'],
    ],
    [
      "lead back",
      chain("a", { a: "b", b: "c", c: "b" }),
      [
        "flow-cycle /definition/actions The actions form a cycle: b → c → b. A run takes each action once; remove one of these links.",
      ],
    ],
    [
      "have one id twice",
      shaped(flowFile({}, { actions: [webhook(), webhook()] })),
      [
        'flow-duplicate-action /definition/actions/1/id Two actions have the id "send". Give each action a different id.',
      ],
    ],
  ])("%s", (_, flow, expected) => {
    expect(problems(flow)).toEqual(expected);
  });

  it("may join: two branches lead to one action", () => {
    const joined = ["a", "b"].map((id) => webhook({ id, links: { next: "c" } }));
    const actions = [split("split", "a", "b"), ...joined, webhook({ id: "c" })];
    expect(problems(shaped(flowFile({}, { entry_action_id: "split", actions })))).toEqual([]);
  });

  it("may have many branches; only dangling links are reported, each at its location", () => {
    const branch_filter = { condition_groups: [] };
    const branch = (branch_id: string, next: string) => ({ branch_id, branch_filter, links: { next } });
    const branches = [branch("1", "a"), branch("2", "x"), branch("3", "split")];
    const actions = [
      { id: "many", type: "multi-branch-split", data: { name: "By city", branches } },
      split("split", "a", "y"),
      webhook({ id: "a" }),
      webhook({ id: "lost" }),
    ];
    const found = problems(shaped(flowFile({}, { entry_action_id: "many", actions })));
    expect(found.map((problem) => problem.split(" ", 2).join(" "))).toEqual([
      "flow-dangling-link /definition/actions/0/data/branches/1/links/next",
      "flow-dangling-link /definition/actions/1/links/next_if_false",
    ]);
  });

  it("of which each of ninety leads to the next in two ways are checked in no time", () => {
    const ids = Array.from({ length: 90 }, (_, index) => `split-${index}`);
    const actions = ids.map((id, index) => split(id, ids[index + 1], ids[index + 1]));
    expect(problems(shaped(flowFile({}, { entry_action_id: "split-0", actions })))).toEqual([]);
  });
});

it("a chain of any length is searched for a cycle", () => {
  const links = Array.from({ length: 10_000 }, (_, index) => [`a${index}`, `a${index + 1}`] as const);
  const actions = links.map(([id, to]) => ({ id, action: undefined, links: [{ to, path: [] }], message: undefined }));
  expect(findCycle("a0", new Map(actions.map((action) => [action.id, action])))).toBeUndefined();
  const back = { id: "a10000", action: undefined, links: [{ to: "a9999", path: [] }], message: undefined };
  const cycle = findCycle("a0", new Map([...actions, back].map((action) => [action.id, action])));
  expect(cycle).toEqual(["a9999", "a10000", "a9999"]);
});
