// The dispatcher reads the same webhooks from a stored flow as compiling the whole flow gives.

import { describe, expect, it } from "vitest";
import { parseFlowWebhooks } from "#core/runs/flow-webhooks.ts";
import { runnableFlow } from "#core/runs/runnable-flow.ts";
import { checked, counted, flowWith, groups, send, wait, webhook } from "#support/flow-files.ts";

it.each(["draft", "manual", "live", "disabled"])("a %s flow has the same webhooks as when it is run", (status) => {
  const split = {
    id: "split",
    type: "conditional-split",
    links: { next_if_true: "b", next_if_false: "c" },
    data: { profile_filter: groups(counted("Placed Order", "equals", 0, { operator: "alltime" })) },
  };
  const actions = [
    webhook({ id: "a", links: { next: "w" } }),
    wait("w", 2, "split"),
    split,
    send("b"),
    send("c", undefined, { status: "draft" }),
  ];
  const flow = checked(flowWith(actions, {}, { status }));
  const { id, active, webhooks } = runnableFlow(flow);
  const stored: unknown = JSON.parse(JSON.stringify(flow));
  expect(parseFlowWebhooks(stored)).toEqual({ id, status, active, webhooks });
});

describe("an unreadable webhook", () => {
  const action = { id: "a", type: "send-webhook", data: { message: {} } };
  const read = (status: string) => parseFlowWebhooks({ id: "a", status, definition: { actions: [action] } });

  it.each(["disabled", "draft"])(
    "leaves its flow without webhooks if that is %s, because nothing starts it",
    (status) => {
      expect(read(status)).toEqual({ id: "a", status, active: false, webhooks: new Map() });
    },
  );

  it.each(["live", "manual"])("is an error with the id of its flow if that is %s", (status) => {
    expect(() => read(status)).toThrow('the webhooks of flow "a"');
  });

  it("is an error if its flow has no id or no status", () => {
    expect(() => parseFlowWebhooks({ status: "draft", definition: { actions: [action] } })).toThrow();
    expect(() => parseFlowWebhooks({ id: "a", definition: { actions: [action] } })).toThrow();
  });

  it("does not hide an error that has another cause", () => {
    const broken = Object.defineProperty({ id: "a", status: "draft" }, "definition", {
      get: () => {
        throw new RangeError("out of stack");
      },
    });
    expect(() => parseFlowWebhooks(broken)).toThrow(RangeError);
  });
});

it("a value that is not a flow is refused", () => {
  expect(() => parseFlowWebhooks({ id: "a", status: "live" })).toThrow();
  const action = { id: "a", type: "send-webhook", data: { message: {} } };
  expect(() => parseFlowWebhooks({ id: "a", status: "live", definition: { actions: [action] } })).toThrow();
});
