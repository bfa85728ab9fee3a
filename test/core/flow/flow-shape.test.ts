import { describe, expect, it } from "vitest";
import { checkFlow } from "#core/flow/check-flow.ts";
import {
  acting,
  flowFile,
  type RefusedFile,
  sending,
  shapeProblems,
  triggered,
  unknownField,
  webhook,
} from "#support/flow-files.ts";

const TYPES = '"metric", "list", "segment", "date", "profile-property", "price-drop", "low-inventory", "scheduled"';
const STATUSES = '"draft", "manual", "live", "disabled"';
const LETTERS = "and begin with a letter or digit";

describe("a good flow file", () => {
  it.each<[string, unknown]>([
    ["with all that it must have", flowFile()],
    ["with a schema for editors", flowFile({ $schema: "flow.schema.json" })],
    ["with null for what may be absent", flowFile({}, { profile_filter: null, reentry_criteria: null })],
    ["with an id and a name of the greatest length", flowFile({ id: "a".repeat(64), name: "n".repeat(255) })],
    ["with digits, hyphens and underscores in its id", flowFile({ id: "0_order-2" })],
    ["with a metric of the greatest length", triggered({ type: "metric", id: "m".repeat(127) })],
    ["with a body of text", sending({ body: "{}" })],
    ["with a body of fields", sending({ body: { a: [1, null, { b: "{{ event.A }}" }] } })],
    ["with no body and no headers", sending({ body: null, headers: null, name: null })],
    ["with headers", sending({ headers: { Authorization: "Bearer {{ secrets.token }}" } })],
    ["with a link to nothing", acting(webhook({ links: { next: null } }))],
    ["with no links", acting(webhook({ links: null }))],
  ])("%s is accepted", (_, file) => {
    expect(shapeProblems(file)).toEqual([]);
  });

  it("is a draft, with a draft of an action, where it says no status", () => {
    const action = webhook({ data: { message: { url: "https://api.example.com/" } } });
    const checked = checkFlow(flowFile({ status: undefined }, { actions: [action] }));
    expect(checked).toMatchObject({
      ok: true,
      flow: { status: "draft", definition: { actions: [{ data: { status: "draft" } }] } },
    });
  });
});

const refused: readonly RefusedFile[] = [
  ["nothing in it", null, [" Must be an object, but is null."]],
  ["a list", [], [" Must be an object, but is a list."]],
  ["a text", "order", [' Must be an object, but is "order".']],
  [
    "no fields",
    {},
    [
      '/id The field "id" is required: a text.',
      '/name The field "name" is required: a text.',
      '/definition The field "definition" is required: an object.',
    ],
  ],
  ["a misspelt field", flowFile({ statsu: "live", status: undefined }), [unknownField("/statsu", "status")]],
  [
    "a field in camelCase",
    flowFile({}, { profileFilter: null }),
    [unknownField("/definition/profileFilter", "profile_filter")],
  ],
  [
    "a field that is there already under its right name",
    flowFile({ Name: "x" }),
    ['/Name There is no field "Name" here. Known here: "$schema", "id", "name", "status", "definition".'],
  ],
  [
    "a status with a capital",
    flowFile({ status: "Live" }),
    [`/status Must be one of ${STATUSES}, but is "Live". Did you mean "live"?`],
  ],
  ["a status of another kind", flowFile({ status: true }), [`/status Must be one of ${STATUSES}, but is true.`]],
  [
    "an id with capitals",
    flowFile({ id: "Order" }),
    [`/id Must be lower-case letters, digits, '-' and '_', ${LETTERS}.`],
  ],
  ["an empty id", flowFile({ id: "" }), [`/id Must be lower-case letters, digits, '-' and '_', ${LETTERS}.`]],
  ["an id of 65 characters", flowFile({ id: "a".repeat(65) }), ["/id Must have at most 64 characters."]],
  ["a number as id", flowFile({ id: 42 }), ["/id Must be a text, but is 42: put it in quotes."]],
  ["an empty name", flowFile({ name: "" }), ["/name Must not be empty."]],
  ["a name of 256 characters", flowFile({ name: "n".repeat(256) }), ["/name Must have at most 255 characters."]],
  ["no trigger", flowFile({}, { triggers: [] }), ["/definition/triggers Must hold one trigger."]],
  [
    "one trigger that is not in a list",
    flowFile({}, { triggers: { type: "metric", id: "A" } }),
    ["/definition/triggers Must be a list, but is an object."],
  ],
  [
    "a trigger that is a text",
    triggered("Placed Order"),
    ['/definition/triggers/0 Must be an object, but is "Placed Order".'],
  ],
  [
    "a trigger without a type",
    triggered({ id: "A" }),
    [`/definition/triggers/0/type The field "type" is required: one of ${TYPES}.`],
  ],
  [
    "a trigger of an unknown type",
    triggered({ type: "Metrics", id: "A" }),
    [`/definition/triggers/0/type Must be one of ${TYPES}, but is "Metrics". Did you mean "metric"?`],
  ],
  [
    "a trigger with its metric under another name",
    triggered({ type: "metric", metric_id: "A" }),
    [
      '/definition/triggers/0/id The field "id" is required: a text.',
      '/definition/triggers/0/metric_id There is no field "metric_id" here. Known here: "type", "id", "trigger_filter".',
    ],
  ],
  ["an empty metric", triggered({ type: "metric", id: "" }), ["/definition/triggers/0/id Must not be empty."]],
  [
    "a metric that no event can have",
    triggered({ type: "metric", id: "m".repeat(128) }),
    ["/definition/triggers/0/id Must have at most 127 characters."],
  ],
];

describe("a flow file is refused, with every problem at its place, that has", () => {
  it.each(refused)("%s", (_, file, problems) => {
    expect(shapeProblems(file)).toEqual(problems);
  });
});
