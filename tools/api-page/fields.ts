// The table of the fields that a JSON Schema describes.

import type { JsonSchema } from "#api/openapi/json-schemas.ts";
import { cell, table } from "./markdown-table.ts";

/** Where the page describes a component, by the component's name. */
export type Anchors = ReadonlyMap<string, string>;

interface Field {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly isRequired: boolean;
}

/** The table of an object's fields; empty if the schema names no field. Fields of inner objects that are no components have names such as `data.attributes.time`. */
export function fieldTable(schema: JsonSchema, anchors: Anchors): string[] {
  const rows = fieldsOf(schema, "").map(({ name, schema: field, isRequired }) => [
    `\`${name}\``,
    typeOf(field, anchors),
    isRequired ? "yes" : "no",
    cell(limitsOf(field)),
    cell(field.description ?? ""),
  ]);
  return rows.length === 0 ? [] : [table(["field", "type", "required", "limits", "meaning"], rows)];
}

/** The type of a schema, with a link if it is a component. */
export function typeOf(schema: JsonSchema, anchors: Anchors): string {
  const component = componentName(schema);
  if (component !== undefined) return `[${component}](#${anchors.get(component) ?? ""})`;
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((value) => `\`${JSON.stringify(value)}\``).join(", ");
  if (schema.anyOf !== undefined)
    return [...new Set(schema.anyOf.map((option) => typeOf(option, anchors)))].join(" or ");
  if (schema.oneOf !== undefined) return "object";
  const types = [schema.type ?? []].flat().map((type) => (type === "array" ? listType(schema, anchors) : type));
  return types.length === 0 ? "any JSON" : types.join(" or ");
}

/** The name of a component, if a schema refers to one. */
export function componentName({ $ref }: JsonSchema): string | undefined {
  return $ref?.slice($ref.lastIndexOf("/") + 1);
}

function listType(schema: JsonSchema, anchors: Anchors): string {
  const item = itemOf(schema);
  return item === undefined ? "list" : `list of ${typeOf(item, anchors)}`;
}

function itemOf({ items }: JsonSchema): JsonSchema | undefined {
  return typeof items === "object" && !Array.isArray(items) ? items : undefined;
}

/** The fields of an object. Of a choice between objects, the fields of each, and those that are the same only once. */
function fieldsOf(schema: JsonSchema, prefix: string): Field[] {
  const own = ownFields(schema, prefix);
  const fields = [...own, ...(schema.oneOf ?? []).flatMap((option) => fieldsOf(option, prefix))];
  return [...new Map(fields.map((field) => [JSON.stringify(field), field])).values()];
}

function ownFields(schema: JsonSchema, prefix: string): Field[] {
  return Object.entries(schema.properties ?? {}).flatMap(([key, field]) => {
    if (typeof field === "boolean") return [];
    const name = prefix + key;
    const isRequired = schema.required?.includes(key) ?? false;
    const inner = innerFields(field, name);
    return isRequired && isSaidByInner(field, inner) ? inner : [{ name, schema: field, isRequired }, ...inner];
  });
}

/** Whether the row of a field would say no more than the rows of its inner fields. */
function isSaidByInner(field: JsonSchema, inner: readonly Field[]): boolean {
  return field.type === "object" && field.description === undefined && inner.length > 0;
}

/** The fields inside of a field that is an object, a list of objects, or one of these or null. */
function innerFields(field: JsonSchema, name: string): Field[] {
  const options = [field, ...(field.anyOf ?? [])];
  return options.flatMap((option) => {
    const item = itemOf(option);
    return [...fieldsOf(option, `${name}.`), ...(item === undefined ? [] : fieldsOf(item, `${name}[].`))];
  });
}

/** The limits of a value, in words. */
export function limitsOf(schema: JsonSchema): string {
  const own = [
    range(schema.minLength, schema.maxLength, "characters"),
    range(schema.minItems, schema.maxItems, "items"),
    range(schema.minimum, schema.maximum, ""),
    schema.pattern === undefined ? "" : `\`${schema.pattern}\``,
    schema.format === "date-time" ? "RFC 3339 with a zone" : "",
  ];
  return [...own, ...(schema.anyOf ?? []).map(limitsOf)].filter((limit) => limit !== "").join("; ");
}

function range(least: number | undefined, most: number | undefined, unit: string): string {
  const from =
    least === undefined || least === 0 || least <= Number.MIN_SAFE_INTEGER ? undefined : least.toLocaleString("en-US");
  const to = most === undefined || most >= Number.MAX_SAFE_INTEGER ? undefined : most.toLocaleString("en-US");
  if (from === undefined) return to === undefined ? "" : counted(`at most ${to}`, most, unit);
  return to === undefined ? counted(`at least ${from}`, least, unit) : counted(`${from} to ${to}`, most, unit);
}

function counted(bounds: string, last: number | undefined, unit: string): string {
  return `${bounds} ${last === 1 ? unit.replace(/s$/, "") : unit}`.trim();
}
