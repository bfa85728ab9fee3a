// One mistake hides no other: every readable part of a file is checked, although its shape is wrong elsewhere.

import { describe, expect, it } from "vitest";
import { type Fields, flowFile, problemsOf, webhook } from "#support/flow-files.ts";

const places = (file: unknown) => problemsOf(file).map((problem) => problem.split(" ", 2).join(" "));

const wait = (changes: Fields) => ({ id: "wait", type: "time-delay", data: { value: 1 }, ...changes });

describe("in addition to a mistake in its shape, a flow file gets", () => {
  it.each<[string, Fields, string[]]>([
    [
      "that its trigger does not run",
      flowFile({ statsu: "live" }, { triggers: [{ type: "scheduled" }] }),
      ["flow-invalid /statsu", "flow-not-supported /definition/triggers/0/type"],
    ],
    [
      "that its metric starts nothing",
      flowFile({ name: 5 }, { triggers: [{ type: "metric", id: "Opened Email" }] }),
      ["flow-invalid /name", "flow-metric-refused /definition/triggers/0/id"],
    ],
    [
      "that a link dangles, of the actions that can be read",
      flowFile(
        { id: "Order" },
        { actions: [webhook({ links: { next: "wait" } }), wait({ links: { next: "x" } }), { type: "send-email" }] },
      ),
      [
        "flow-invalid /id",
        "flow-invalid /definition/actions/2/type",
        "flow-dangling-link /definition/actions/1/links/next",
      ],
    ],
    [
      "that a link of an action dangles which has another mistake",
      flowFile({}, { actions: [webhook({ links: { next: "x" }, data: {} })] }),
      ["flow-invalid /definition/actions/0/data/message", "flow-dangling-link /definition/actions/0/links/next"],
    ],
    [
      "that its entry dangles",
      flowFile({ id: "Order" }, { entry_action_id: "sedn" }),
      ["flow-invalid /id", "flow-dangling-link /definition/entry_action_id"],
    ],
    [
      "that its actions lead back",
      flowFile({ id: "Order" }, { actions: [webhook({ links: { next: "wait" } }), wait({ links: { next: "send" } })] }),
      ["flow-invalid /id", "flow-cycle /definition/actions"],
    ],
    [
      "that two actions have one id, though one of them is wrong",
      flowFile({}, { actions: [webhook(), webhook({ data: {} })] }),
      ["flow-invalid /definition/actions/1/data/message", "flow-duplicate-action /definition/actions/1/id"],
    ],
    [
      "that a name would be lost",
      flowFile(
        { id: "Order" },
        {
          actions: [
            webhook({ data: { message: { url: "https://hook.example/", body: JSON.parse('{"__proto__": 1}') } } }),
          ],
        },
      ),
      ["flow-invalid /id", "flow-invalid /definition/actions/0/data/message/body/__proto__"],
    ],
  ])("%s", (_, file, expected) => {
    expect(places(file)).toEqual(expected);
  });
});

describe("no problem is reported that only follows from another mistake:", () => {
  it.each<[string, Fields, string[]]>([
    [
      "an action may be linked from one that can't be read",
      flowFile({}, { actions: [webhook({ links: { nxt: "wait" } }), wait({})] }),
      ["flow-invalid /definition/actions/0/links/nxt"],
    ],
    [
      "a link may lead to an action that can't be read",
      flowFile({}, { actions: [webhook({ links: { next: "wait" } }), wait({ data: { value: -1 } })] }),
      ["flow-invalid /definition/actions/1/data/value"],
    ],
    ["without actions no link can lead to one", flowFile({}, { actions: [] }), ["flow-invalid /definition/actions"]],
    [
      "an entry that is no id is not looked for",
      flowFile({}, { entry_action_id: "send it" }),
      ["flow-invalid /definition/entry_action_id"],
    ],
    [
      "of two triggers it is not known which one conditions are about",
      flowFile(
        {},
        {
          triggers: ["A", "B"].map((id) => ({ type: "metric", id })),
          actions: [
            {
              id: "send",
              type: "trigger-split",
              links: {},
              data: {
                trigger_id: "B",
                trigger_type: "metric",
                trigger_filter: {
                  condition_groups: [
                    {
                      conditions: [
                        {
                          type: "metric-property",
                          metric_id: "B",
                          field: "a",
                          filter: { type: "existence", operator: "is-set" },
                        },
                      ],
                    },
                  ],
                },
              },
            },
          ],
        },
      ),
      ["flow-not-supported /definition/triggers/1"],
    ],
  ])("%s", (_, file, expected) => {
    expect(places(file)).toEqual(expected);
  });

  it.each([null, 5, "x", [], {}, { definition: 5 }, { definition: { actions: 5, triggers: {} } }])(
    "of %j only the shape is reported",
    (file) => {
      expect(places(file).every((place) => place.startsWith("flow-invalid"))).toBe(true);
    },
  );
});
