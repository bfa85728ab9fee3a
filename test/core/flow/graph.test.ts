import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkGraph } from "#core/flow/graph.ts";
import { flowFile, shaped, webhook } from "./flow-files.ts";

/** A flow whose actions link as said: `{ a: "b" }` is a, which leads to b. */
function chain(entry: string, links: Readonly<Record<string, string | null>>) {
  const actions = Object.entries(links).map(([id, next]) => webhook({ id, links: { next } }));
  return shaped(flowFile({}, { entry_action_id: entry, actions }));
}

function problems(flow: ReturnType<typeof shaped>): string[] {
  return checkGraph(flow).map(({ rule, pointer, message }) => `${rule} ${pointer} ${message}`);
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
      ["flow-cycle /definition/actions The actions lead back to themselves: b → c → b. A run takes each action once."],
    ],
    [
      "have one id twice",
      shaped(flowFile({}, { actions: [webhook(), webhook()] })),
      [
        'flow-duplicate-action /definition/actions/1/id Two actions have the id "send". Give each action an id of its own.',
      ],
    ],
  ])("%s", (_, flow, expected) => {
    expect(problems(flow)).toEqual(expected);
  });

  it("may join: two branches lead to one action", () => {
    const split = {
      id: "split",
      type: "trigger-split",
      links: { next_if_true: "a", next_if_false: "b" },
      data: {
        trigger_filter: {
          condition_groups: [
            {
              conditions: [
                { type: "metric-property", field: "City", filter: { type: "existence", operator: "is-set" } },
              ],
            },
          ],
        },
        trigger_id: "Placed Order",
        trigger_type: "metric",
      },
    };
    const joined = ["a", "b"].map((id) => webhook({ id, links: { next: "c" } }));
    const actions = [split, ...joined, webhook({ id: "c" })];
    expect(problems(shaped(flowFile({}, { entry_action_id: "split", actions })))).toEqual([]);
  });

  it("are good just where following the links from the entry takes every action once and ends", () => {
    const graphs = fc
      .integer({ min: 1, max: 6 })
      .chain((size) =>
        fc.array(fc.option(fc.integer({ min: 0, max: size - 1 })), { minLength: size, maxLength: size }),
      );
    fc.assert(
      fc.property(graphs, (links) => {
        const named = links.map((next, from) => [`a${from}`, next === null ? null : `a${next}`] as const);
        const taken = new Set<number>();
        let at: number | null = 0;
        while (at !== null && !taken.has(at)) {
          taken.add(at);
          at = links[at] ?? null;
        }
        const good = at === null && taken.size === links.length;
        expect(problems(chain("a0", Object.fromEntries(named))).length === 0).toBe(good);
      }),
    );
  });
});
