// The JSON Schema that editors use, tested with an independent validator: it accepts the flows that ship, and every flow that
// runs.

import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { checkFlow } from "#core/flow/check-flow.ts";
import { flowJsonSchema } from "#core/flow/flow-json-schema.ts";
import { property } from "#core/json.ts";
import { acting, type Fields, filtered, flowFile, sending, triggered, webhook } from "#support/flow-files.ts";
import { ROOT } from "#support/markdown.ts";

const schema = flowJsonSchema();
const isValid = new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema);

const text = { type: "string", operator: "equals", value: "a" };
const set = { type: "existence", operator: "is-set" };
const groups = (...conditions: unknown[]) => ({ condition_groups: [{ conditions }] });
const onProfile = { type: "profile-property", property: "properties['Points']", filter: set };
const onHistory = (timeframe: Fields, changes: Fields = {}) => ({
  type: "profile-metric",
  metric_id: "Placed Order",
  measurement: "count",
  measurement_filter: { type: "numeric", operator: "between", start: 1, end: 5 },
  timeframe_filter: { type: "date", ...timeframe },
  ...changes,
});
const action = (type: string, fields: Fields) => acting({ id: "send", type, ...fields });

const good: Readonly<Record<string, unknown>> = {
  "one webhook": flowFile({ $schema: "../schema/flow.schema.json" }),
  "null for what may be absent": flowFile({}, { profile_filter: null, reentry_criteria: null }),
  "a list": triggered({ type: "list", id: "Newsletter" }),
  "a segment": triggered({ type: "segment", id: "VIP" }),
  "a body of anything": sending({ body: { a: [1, null, true, { b: "{{ event.A }}" }], c: 1.5 } }),
  "a body of text": sending({ body: "{}", headers: { "X-A": "a" } }),
  "a text filter": filtered({ type: "string", operator: "in", value: ["a"] }),
  "a number filter": filtered({ type: "numeric", operator: "between", start: 1, end: 2 }),
  "a list filter": filtered({ type: "list", operator: "contains", value: 5 }),
  "a date filter": filtered({ type: "date", operator: "between-static", start: "2026-01-01", end: "2026-02-01" }),
  "a boolean filter": filtered({ type: "boolean", operator: "equals", value: true }),
  "a profile filter": flowFile({}, { profile_filter: groups(onProfile, onHistory({ operator: "alltime" })) }),
  "history that counts some events": flowFile(
    {},
    {
      profile_filter: groups(
        onHistory({ operator: "flow-start" }, { metric_filters: [{ property: "City", filter: text }] }),
      ),
    },
  ),
  "re-entry": flowFile({}, { reentry_criteria: { unit: "week", duration: 4 } }),
  "a delay": action("time-delay", { data: { unit: "days", value: 1, delay_until_weekdays: ["monday"] } }),
  "a target date": action("target-date", { data: { target_time: "09:00" } }),
  "a trigger split": action("trigger-split", {
    links: { next_if_true: null },
    data: {
      trigger_filter: groups({ type: "metric-property", field: "City", filter: text }),
      trigger_id: "Placed Order",
      trigger_type: "metric",
    },
  }),
  "a conditional split": action("conditional-split", { links: {}, data: { profile_filter: groups(onProfile) } }),
  branches: action("multi-branch-split", {
    data: {
      name: "By city",
      branches: [
        { branch_id: "a", branch_filter: groups(onProfile) },
        { branch_id: "b", is_else: true },
      ],
    },
  }),
};

const bad: Readonly<Record<string, unknown>> = {
  nothing: {},
  "a text": "flow",
  "a misspelt field": flowFile({ statsu: "live" }),
  "a misspelt status": flowFile({ status: "Live" }),
  "an id with capitals": flowFile({ id: "Order" }),
  "a number for a name": flowFile({ name: 5 }),
  "no trigger": flowFile({}, { triggers: [] }),
  "two triggers": flowFile({}, { triggers: ["A", "B"].map((id) => ({ type: "metric", id })) }),
  "a trigger that is refused": triggered({ type: "price-drop" }),
  "a trigger on dates": triggered({
    type: "date",
    date_field_type: "profile-property",
    date_profile_property: "Birthday",
    timedelta_value_before_date: 0,
    trigger_time: "09:00:00",
  }),
  "an action of another type": action("send-email", { data: {} }),
  "a webhook without a URL": acting(webhook({ data: { message: {} } })),
  "a method": sending({ method: "PUT" }),
  "a number for a header": sending({ headers: { "X-A": 5 } }),
  "a list for a body": sending({ body: [] }),
  "a filter of no kind": filtered({ type: "text", operator: "equals", value: "a" }),
  "an operator of another kind": filtered({ type: "numeric", operator: "contains", value: 5 }),
  "a number for a text": filtered({ type: "string", operator: "equals", value: 5 }),
  "no conditions": flowFile({}, { profile_filter: groups() }),
  "a condition of no kind": flowFile({}, { profile_filter: groups({ type: "profile" }) }),
  "the event in a profile filter": flowFile(
    {},
    { profile_filter: groups({ type: "metric-property", field: "City", filter: text }) },
  ),
  "a delay of weeks": action("time-delay", { data: { unit: "weeks", value: 1 } }),
  "a time of day in short": action("target-date", { data: { target_time: "9" } }),
  "a split without links": action("conditional-split", { data: { profile_filter: groups(onProfile) } }),
};

describe("the JSON Schema of flow files", () => {
  it("is the committed one; node tools/flow-schema.ts writes it", () => {
    expect(JSON.parse(readFileSync(join(ROOT, "schema/flow.schema.json"), "utf8"))).toEqual(schema);
  });

  it.each(globSync("flows/*.yaml", { cwd: ROOT }).sort())("accepts %s, which names it for editors", (file) => {
    const yaml = readFileSync(join(ROOT, file), "utf8");
    expect(yaml).toMatch(/^# yaml-language-server: \$schema=\.\.\/schema\/flow\.schema\.json\n/);
    isValid(parse(yaml));
    expect(isValid.errors).toBe(null);
  });

  it.each(Object.keys(good))("accepts %s, as the check does", (name) => {
    isValid(good[name]);
    expect(isValid.errors).toBe(null);
    expect(checkFlow(good[name])).toMatchObject({ ok: true });
  });

  it.each(Object.keys(bad))("refuses %s, as the check does", (name) => {
    expect([isValid(bad[name]), checkFlow(bad[name]).ok]).toEqual([false, false]);
  });

  it("describes every field, and no field accepts any value", () => {
    expect([...openPlaces(schema, "")]).toEqual([]);
  });
});

/** The locations where a schema accepts any value, and its fields without a description. */
function* openPlaces(node: unknown, path: string): Iterable<string> {
  const entries = entriesOf(node);
  if (entries?.length === 0) yield path;
  for (const [name, field] of entriesOf(property(node, "properties")) ?? [])
    if (!isDescribed(field)) yield `${path}/${name}`;
  for (const [key, inner] of entries ?? []) yield* openPlaces(inner, `${path}/${key}`);
}

function entriesOf(node: unknown): [string, unknown][] | undefined {
  return typeof node === "object" && node !== null ? Object.entries(node) : undefined;
}

function isDescribed(field: unknown): boolean {
  const reference = String(property(field, "$ref")).replace("#/$defs/", "");
  const definition = property(schema.$defs, reference);
  return [field, definition].some((known) => property(known, "description") !== undefined);
}
