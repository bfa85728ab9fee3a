import { describe, expect, it } from "vitest";
import { acting, type Fields, filtered, flowFile, sending, triggered, webhook } from "#support/flow-files.ts";
import { city, groups, mail, warningPlaces, warnings } from "./linted.ts";

const equals = (value: string) => ({ type: "string", operator: "equals", value });
const onCities = (...all: readonly (readonly unknown[])[]) =>
  triggered({ type: "metric", id: "Placed Order", trigger_filter: groups(...all) });

const wait = (id: string, next?: string) => ({ id, type: "time-delay", links: { next }, data: { value: 1 } });
const message = { url: "https://hook.example/" };
const sends = (id: string, status: string, next?: string) =>
  webhook({ id, links: { next }, data: { status, message } });

function counted(timeframe: Fields, metric = "Placed Order"): Fields {
  return {
    type: "profile-metric",
    metric_id: metric,
    measurement: "count",
    measurement_filter: { type: "numeric", operator: "equals", value: 0 },
    timeframe_filter: { type: "date", ...timeframe },
  };
}

describe("a good flow has no warnings", () => {
  it.each<[string, Fields]>([
    ["with one action", flowFile()],
    ["with a filter", filtered(equals("Bern"))],
    ["with alternatives in one group", onCities([city("Bern"), city("Basel")])],
    ["with a manual webhook", flowFile({}, { actions: [sends("send", "manual")] })],
    [
      "with a draft next to a live webhook",
      flowFile({}, { actions: [sends("send", "live", "b"), sends("b", "draft")] }),
    ],
  ])("%s", (_, file) => {
    expect(warnings(file)).toEqual([]);
  });

  it("nor does a disabled flow, whatever it contains", () => {
    expect(warnings({ ...onCities([city("Bern")], [city("Basel")]), status: "disabled" })).toEqual([]);
  });
});

describe("a flow that never starts is reported", () => {
  it("in words, at the later group", () => {
    expect(warnings(onCities([city("Bern"), city("Basel")], [city("Genf")]))).toEqual([
      "flow-never-starts /definition/triggers/0/trigger_filter/condition_groups/1/conditions/0 This flow never starts: " +
        '(City equals "Bern" or City equals "Basel") and (City equals "Genf") exclude each other. All groups must hold; ' +
        "put alternatives into one group.",
    ]);
  });

  it("for its profile filter and in a draft as well", () => {
    const profile_filter = groups([mail("a")], [city("Bern"), mail("b")].slice(1));
    expect(warningPlaces(flowFile({ status: "draft" }, { profile_filter }))).toEqual([
      "flow-never-starts /profile_filter/condition_groups/1/conditions/0",
    ]);
  });
});

describe("a flow that sends nothing is reported", () => {
  it("at the first of its webhooks", () => {
    const actions = [wait("send", "a"), sends("a", "draft", "b"), sends("b", "disabled")];
    expect(warnings(flowFile({}, { actions }))).toEqual([
      "flow-sends-nothing /definition/actions/1/data/status This flow sends nothing: it has no live webhook. Set " +
        "status: live in the data of those that are to be sent; without a status an action is a draft.",
    ]);
    expect(warningPlaces(flowFile({ status: "manual" }, { actions }))).toEqual([
      "flow-sends-nothing /actions/1/data/status",
    ]);
  });

  it("at its actions if it has no webhook", () => {
    expect(warnings(acting(wait("send")))).toEqual([
      "flow-sends-nothing /definition/actions This flow sends nothing: it has no send-webhook action.",
    ]);
  });

  it("but not while it is a draft, because its webhooks are drafts too", () => {
    expect(warnings(flowFile({ status: "draft" }, { actions: [sends("send", "draft")] }))).toEqual([]);
  });
});

describe("an action after which nothing is sent is reported", () => {
  const split = (id: string, next_if_true?: string, next_if_false?: string) => {
    const data = { profile_filter: groups([mail("a")]) };
    return { id, type: "conditional-split", links: { next_if_true, next_if_false }, data };
  };

  it("if it is a delay at the end", () => {
    const actions = [sends("send", "live", "wait"), wait("wait", "b"), sends("b", "draft")];
    expect(warnings(flowFile({}, { actions }))).toEqual([
      'flow-nothing-follows /definition/actions/1/id A run that reaches "wait" ends there and does not wait: no live webhook follows.',
    ]);
  });

  it("if it is a split, with all actions after it", () => {
    const actions = [sends("send", "live", "split"), split("split", "wait"), wait("wait")];
    expect(warnings(flowFile({}, { actions }))).toEqual([
      'flow-nothing-follows /definition/actions/1/id A run that reaches "split" ends there: no live webhook follows, whichever way it would take.',
      'flow-nothing-follows /definition/actions/2/id A run that reaches "wait" ends there and does not wait: no live webhook follows.',
    ]);
  });

  it("only on the branch without a webhook", () => {
    const actions = [split("send", "a", "wait"), sends("a", "live"), wait("wait")];
    expect(warningPlaces(flowFile({}, { actions }))).toEqual(["flow-nothing-follows /actions/2/id"]);
  });

  it("in a draft as if its webhooks were live", () => {
    const actions = [wait("send", "b"), sends("b", "draft", "c"), wait("c")];
    expect(warningPlaces(flowFile({ status: "draft" }, { actions }))).toEqual(["flow-nothing-follows /actions/2/id"]);
  });
});

describe("a condition that looks back before the flow went live is reported", () => {
  it("with how far back it looks and the remedy", () => {
    const profile_filter = groups([counted({ operator: "in-the-last", unit: "day", quantity: 90 })]);
    expect(warnings(flowFile({}, { profile_filter }))).toEqual([
      "flow-history-begins /definition/profile_filter/condition_groups/0/conditions/0/timeframe_filter Flowhook begins to " +
        'count "Placed Order" when this flow, or another that counts it, goes live. This condition looks further back (in ' +
        "the last 90 days): for earlier events to count, send them with backfill: true.",
    ]);
  });

  it.each<Fields>([
    { operator: "alltime" },
    { operator: "at-least", unit: "day", quantity: 3 },
    { operator: "between", unit: "week", start: 1, end: 3 },
    { operator: "before", date: "2026-11-24" },
    { operator: "after", date: "2026-11-24" },
    { operator: "between-static", start: "2026-11-24", end: "2026-11-25" },
    { operator: "anniversary" },
  ])("for %j", (timeframe) => {
    const file = flowFile({}, { profile_filter: groups([counted(timeframe)]) });
    expect(warningPlaces(file)).toEqual([
      "flow-history-begins /profile_filter/condition_groups/0/conditions/0/timeframe_filter",
    ]);
  });

  it.each<Fields>([{ operator: "flow-start" }, { operator: "in-the-next", unit: "day", quantity: 3 }])(
    "not for %j",
    (timeframe) => {
      expect(warnings(flowFile({}, { profile_filter: groups([counted(timeframe)]) }))).toEqual([]);
    },
  );

  it("once for each metric, wherever it occurs", () => {
    const all = { operator: "alltime" };
    const data = { profile_filter: groups([counted(all), counted(all, "Refunded Order")]) };
    const actions = [{ id: "send", type: "conditional-split", links: { next_if_true: "a" }, data }, sends("a", "live")];
    expect(warningPlaces(flowFile({}, { profile_filter: groups([counted(all)]), actions }))).toEqual([
      "flow-history-begins /profile_filter/condition_groups/0/conditions/0/timeframe_filter",
      "flow-history-begins /actions/0/data/profile_filter/condition_groups/0/conditions/1/timeframe_filter",
    ]);
  });
});

describe("a URL that is not HTTPS is reported", () => {
  it.each(["http://hook.example/", "HTTP://10.0.0.1:8080/a"])("%s", (url) => {
    expect(warnings(sending({ url }))).toEqual([
      "flow-url-not-https /definition/actions/0/data/message/url Nothing is sent to this URL unless the operator opens the " +
        "target's addresses (--allow-target). Use https:// where the target has it.",
    ]);
  });
});

describe("a host or port that is closed unless the operator opens it is reported", () => {
  const opens = "Nothing is sent to it unless the operator opens its addresses (--allow-target).";

  it.each([
    [
      "https://hook.example:8443/{{ event.OrderId }}",
      `A URL must use port 443; other ports are only for ranges that the operator allows. ${opens}`,
    ],
    [
      "https://hook.example:80",
      `A URL must use port 443; other ports are only for ranges that the operator allows. ${opens}`,
    ],
    [
      "https://0x7f.1/a?b={{ event.OrderId }}",
      `The URL's host can't be a target: 127.0.0.1 is a loopback address. ${opens}`,
    ],
    ["https://[::ffff:10.0.0.1]/", `The URL's host can't be a target: 10.0.0.1 is a private address. ${opens}`],
  ])("%s", (url, message) => {
    expect(warnings(sending({ url }))).toEqual([`flow-url-not-open /definition/actions/0/data/message/url ${message}`]);
  });

  it.each([
    "https://hook.example:443/{{ event.OrderId }}",
    "https://hook.example?a={{ event.OrderId }}",
    "https://8.8.8.8/",
  ])("but %s is not", (url) => {
    expect(warnings(sending({ url }))).toEqual([]);
  });
});
