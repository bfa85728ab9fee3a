import { describe, expect, it } from "vitest";
import { acting, type Fields, flowFile, problemsOf, triggered, webhook } from "#support/flow-files.ts";

const NO_DATA = "starts on data that Flowhook does not have. Flows start on events: send one, and use a metric trigger";
const TRIGGER = "flow-not-supported /definition/triggers/0/type";

const filter = { type: "string", operator: "equals", value: "a" };
const onEvent = { condition_groups: [{ conditions: [{ type: "metric-property", field: "City", filter }] }] };
const onProfile = { condition_groups: [{ conditions: [{ type: "profile-property", property: "email", filter }] }] };
describe("parts of the language that Flowhook does not run are refused, with the reason and an alternative:", () => {
  it.each<[string, Fields, string]>([
    [
      "date",
      { date_profile_property: "Birthday", trigger_time: "09:00:00" },
      'The trigger "date" is not yet supported. Send an event on the day, for instance "Birthday", and use a metric trigger.',
    ],
    [
      "profile-property",
      { property: "Loyalty" },
      "A changed profile property can't start a webhook flow: only events do. Send an event when it changes, and use a metric trigger.",
    ],
    ["price-drop", { price_drop_amount_value: 5 }, `The trigger "price-drop" ${NO_DATA}.`],
    ["low-inventory", {}, `The trigger "low-inventory" ${NO_DATA}.`],
    ["scheduled", {}, `The trigger "scheduled" ${NO_DATA}.`],
  ])("the trigger %s", (type, fields, why) => {
    expect(problemsOf(triggered({ type, ...fields }))).toEqual([`${TRIGGER} ${why}`]);
  });

  it("each trigger after the first, of any type", () => {
    const triggers = [{ type: "metric", id: "A" }, { type: "list", id: "B" }, { type: "date" }];
    expect(problemsOf(flowFile({}, { triggers }))).toEqual([
      "flow-not-supported /definition/triggers/1 A flow has one trigger, and this is another one. Put it into a separate flow.",
      "flow-not-supported /definition/triggers/2 A flow has one trigger, and this is another one. Put it into a separate flow.",
      expect.stringMatching(/^flow-not-supported \/definition\/triggers\/2\/type The trigger "date"/),
    ]);
  });

  it("in a draft as well, together with all other problems", () => {
    const wait = { id: "wait", type: "time-delay", links: { next: "nowhere" }, data: { value: 1 } };
    const definition = { triggers: [{ type: "scheduled" }], actions: [webhook({ links: { next: "wait" } }), wait] };
    const problems = problemsOf(flowFile({ status: "draft" }, definition));
    expect(problems.map((problem) => problem.split(" ", 2).join(" "))).toEqual([
      TRIGGER,
      "flow-dangling-link /definition/actions/1/links/next",
    ]);
  });
});

describe("these parts of the language run and are accepted:", () => {
  it.each(["metric", "list", "segment"])("the trigger %s", (type) => {
    expect(problemsOf(triggered({ type, id: "Newsletter" }))).toEqual([]);
  });

  it.each<[string, Fields]>([
    ["time-delay", { data: { unit: "days", value: 1 } }],
    ["target-date", { data: { target_time: "09:00" } }],
    [
      "trigger-split",
      { links: {}, data: { trigger_filter: onEvent, trigger_id: "Placed Order", trigger_type: "metric" } },
    ],
    ["conditional-split", { links: {}, data: { profile_filter: onProfile } }],
    ["multi-branch-split", { data: { name: "By city", branches: [{ branch_id: "a", branch_filter: onEvent }] } }],
  ])("the action %s", (type, fields) => {
    expect(problemsOf(acting({ id: "send", type, ...fields }))).toEqual([]);
  });

  it.each<[string, Fields]>([
    ["a profile filter", flowFile({}, { profile_filter: onProfile })],
    ["re-entry after a period", flowFile({}, { reentry_criteria: { unit: "week", duration: 4 } })],
    ["re-entry never", flowFile({}, { reentry_criteria: { unit: "alltime", duration: 0 } })],
    ["a manual flow", flowFile({ status: "manual" })],
    ["a manual webhook", acting(webhook({ data: { status: "manual", message: { url: "https://api.example.com/" } } }))],
  ])("%s", (_, file) => {
    expect(problemsOf(file)).toEqual([]);
  });
});

describe("a trigger", () => {
  const messages = ["Received Email", "Opened Email", "Clicked Email", "Received SMS", "Clicked SMS"];
  it.each([...messages, "Received MMS", "Received Push", "Opened Push", "Received WhatsApp"])(
    "on %s is refused",
    (id) => {
      const why =
        "can't start a webhook flow, because received, opened and clicked messages start no flow. Use another metric.";
      expect(problemsOf(triggered({ type: "metric", id }))).toEqual([
        `flow-metric-refused /definition/triggers/0/id "${id}" ${why}`,
      ]);
    },
  );

  it.each(["Placed Order", "Subscribed to List", "Opened Email Preferences", "received email"])(
    "on %s is accepted",
    (id) => {
      expect(problemsOf(triggered({ type: "metric", id }))).toEqual([]);
    },
  );

  it("on a list or a segment of any name is accepted", () => {
    expect(problemsOf(triggered({ type: "list", id: "Opened Email" }))).toEqual([]);
    expect(problemsOf(triggered({ type: "segment", id: "Opened Email" }))).toEqual([]);
  });
});
