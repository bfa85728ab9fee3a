import { describe, expect, it } from "vitest";
import { type FieldSource, fieldReader, fieldValue } from "#core/filters/field.ts";
import type { JsonObject } from "#core/json.ts";

// Parsed, as events are: "__proto__" is then a key like any other.
const event: FieldSource = {
  properties: JSON.parse(`{
    "Brand": "Acme", "Empty": null, "Items": [{ "SKU": "A" }],
    "ShippingAddress": { "city": "Zwolle", "geo": { "lat": 52.5 }, "geo.lat": 1, "none": null },
    "a.b": "exact", "a": { "b": "path" }, "c.d": null, "c": { "d": "path" },
    "__proto__": { "x": "own" }
  }`),
  value: 29.98,
};

describe("a field", () => {
  it.each([
    ["Brand", "Acme"],
    ["Empty", null],
    ["Items", [{ SKU: "A" }]],
    ["ShippingAddress.city", "Zwolle"],
    ["ShippingAddress.geo.lat", 52.5],
    ["ShippingAddress.none", null],
    ["__proto__.x", "own"],
    ["$value", 29.98],
  ])("%s is found", (field, expected) => {
    expect(fieldValue(event, field)).toEqual(expected);
  });

  it.each([
    "brand",
    "Missing",
    "Brand.length",
    "Brand.0",
    "Empty.x",
    "Items.0.SKU",
    "Items.SKU",
    "Items.length",
    "ShippingAddress.",
    ".Brand",
    "ShippingAddress.city.x",
    "ShippingAddress.none.x",
    "toString",
    "constructor.name",
    "ShippingAddress.toString",
    "hasOwnProperty",
  ])("%s is missing", (field) => {
    expect(fieldValue(event, field)).toBeUndefined();
  });

  it("that is the exact name of a property is never read as a path", () => {
    expect(fieldValue(event, "a.b")).toBe("exact");
    expect(fieldValue(event, "c.d")).toBeNull();
  });

  it("$value is the event's value only where no property has this name", () => {
    const read = fieldReader("$value");
    expect(read({ properties: { $value: "12" }, value: 5 })).toBe("12");
    expect(read({ properties: { $value: null }, value: 5 })).toBeNull();
    expect(read({ properties: {}, value: 5 })).toBe(5);
    expect(read({ properties: {} })).toBeUndefined();
    expect(read({ properties: Object.create({ $value: 1 }) as JsonObject, value: 5 })).toBe(5);
  });

  it("named value is a property, not the event's value", () => {
    expect(fieldValue(event, "value")).toBeUndefined();
  });
});
