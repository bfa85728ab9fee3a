import { describe, expect, it } from "vitest";
import { webhookTemplate } from "#app/delivery/webhook-template.ts";
import { checkTemplates } from "#app/flows/check-templates.ts";
import type { Flow } from "#core/flow/flow.ts";
import { partsOfFlow, readFlowParts } from "#core/flow/flow-parts.ts";
import { runnableFlow } from "#core/runs/runnable-flow.ts";
import { flowFile, sending, shaped, webhook } from "#support/flow-files.ts";

/** The problems of a flow's templates as "pointer rule". */
function problemsIn(file: unknown): string[] {
  return checkTemplates(partsOfFlow(shaped(file))).map(({ pointer, rule }) => `${pointer} ${rule}`);
}

const MESSAGE = "/definition/actions/0/data/message";

describe("the templates of a flow", () => {
  it("have no problem if they can be rendered", () => {
    expect(problemsIn(sending({ headers: { A: "{{ secrets.a }}" }, body: { a: "{{ event.A }}" } }))).toEqual([]);
  });

  it("are checked in the URL, headers and body, and each problem has its position in the file", () => {
    const bad = {
      url: "https://{{ event.host }}/",
      headers: { "X/A": "{{ evnt.A }}" },
      body: { a: ["{{ feeds.b }}"] },
    };
    expect(problemsIn(sending(bad))).toEqual([
      `${MESSAGE}/url template-url-host`,
      `${MESSAGE}/headers/X~1A template-header`,
      `${MESSAGE}/headers/X~1A template-unknown-variable`,
      `${MESSAGE}/body/a/0 template-web-feed`,
    ]);
  });

  it("are checked in each webhook, live or not, and nowhere else", () => {
    const message = { url: "https://hook.example/", body: { a: "{{ feeds.b }}" } };
    const actions = [
      { id: "wait", type: "time-delay", data: { value: 1 } },
      webhook({ id: "a", data: { status: "draft", message } }),
      webhook({ id: "b", data: { message } }),
    ];
    expect(problemsIn(flowFile({ status: "draft" }, { actions }))).toEqual([
      "/definition/actions/1/data/message/body/a template-web-feed",
      "/definition/actions/2/data/message/body/a template-web-feed",
    ]);
  });
});

describe("a template that reads another metric's data", () => {
  const counts = {
    type: "profile-metric",
    metric_id: "Added to Cart",
    measurement: "count",
    measurement_filter: { type: "numeric", operator: "greater-than", value: 0 },
    timeframe_filter: { type: "date", operator: "flow-start" },
  };
  const onCart = { condition_groups: [{ conditions: [counts] }] };
  const data = {
    status: "live",
    message: { url: "https://hook.example/", body: { a: "{{ event.added_to_cart.SKU }}" } },
  };
  const split = {
    id: "split",
    type: "conditional-split",
    links: { next_if_true: "send" },
    data: { profile_filter: onCart },
  };
  const refused = [`${MESSAGE}/body/a template-other-metric`];

  it("is refused if a split or the profile filter counts that metric", () => {
    const actions = [webhook({ data }), split];
    expect(problemsIn(flowFile({}, { entry_action_id: "split", actions }))).toEqual(refused);
    expect(problemsIn(flowFile({}, { profile_filter: onCart, actions: [webhook({ data })] }))).toEqual(refused);
  });

  it("is refused even if the flow has other problems", () => {
    const file = flowFile({ id: 5 }, { profile_filter: onCart, actions: [webhook({ data })] });
    expect(checkTemplates(readFlowParts(file)).map(({ rule }) => rule)).toEqual(["template-other-metric"]);
  });

  it("is not checked if the flow's trigger is unknown", () => {
    for (const triggers of [[{ type: "scheduled" }], ["A", "B"].map((id) => ({ type: "metric", id }))]) {
      const file = flowFile({}, { triggers, profile_filter: onCart, actions: [webhook({ data })] });
      expect(checkTemplates(readFlowParts(file))).toEqual([]);
    }
  });

  it("is accepted if that metric starts the flow, or nothing counts it", () => {
    const triggers = [{ type: "metric", id: "Added to Cart" }];
    expect(problemsIn(flowFile({}, { triggers, profile_filter: onCart, actions: [webhook({ data })] }))).toEqual([]);
    expect(problemsIn(flowFile({}, { actions: [webhook({ data })] }))).toEqual([]);
  });
});

describe("the template of a webhook", () => {
  const messageOf = (flow: Flow) => {
    const message = runnableFlow(flow).webhooks.get("send")?.message;
    if (!message) throw new Error("the flow has no webhook");
    return message;
  };

  it("is compiled once for each version of its flow", () => {
    const [one, other] = [messageOf(shaped(flowFile())), messageOf(shaped(flowFile()))];
    expect(webhookTemplate(one)).toBe(webhookTemplate(one));
    expect(webhookTemplate(other)).not.toBe(webhookTemplate(one));
  });

  it("does not exist for a message that was not checked", () => {
    const message = messageOf(shaped(sending({ body: { a: "{{ evnt.A }}" } })));
    expect(() => webhookTemplate(message)).toThrow('A webhook was not checked: There is no variable "evnt"');
  });
});
