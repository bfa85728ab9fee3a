// Trigger filters of all kinds, for many flows: each flow has another condition, in one of sixteen ways that take
// turns. bench/order.json and bench/detailed-order.json match the first flow and no other, and detailed-order.json has a
// value in each field but one that the flows read, so that no flow is passed by for want of a value.

/** Groups of conditions as flow files have them. */
export type ConditionGroups = readonly { readonly conditions: readonly object[] }[];

/** The filter of flow number `number`, counted from 1. */
export function mixedFilter(number: number): ConditionGroups {
  if (number === 1) return all(text("Shop", "equals", "shop-1"));
  const groups = WAYS[number % WAYS.length];
  return groups?.(number) ?? [];
}

const WAYS: readonly ((number: number) => ConditionGroups)[] = [
  (n) => all(text("Shop", "equals", `shop-${n}`)),
  (n) => all(text("Shop", "in", [`store-${n}`, `outlet-${n}`])),
  (n) => all(value("between", { start: 1000 + n, end: 1000.5 + n })),
  (n) => all(value("greater-than", { value: 1000 + n })),
  (n) => all(text("OrderId", "starts-with", `S${n}-`)),
  (n) => all(text("DiscountCode", "ends-with", `-${n}`)),
  (n) => all(text("DiscountCode", "contains", `TEA-${n}`)),
  (n) => all(list("contains-any", [`Tea no. ${n}`, `Teapot no. ${n}`])),
  (n) => all(list("contains-substring", `flush no. ${n}`)),
  (n) => all(text("ShippingAddress.City", "equals", `Town ${n}`)),
  (n) => all(on("Gift", { type: "boolean", operator: "equals", value: false }), text("Shop", "equals", `gifts-${n}`)),
  (n) => all(firstOrder("in-the-last", 30), text("ShippingAddress.Zip", "starts-with", `${n} `)),
  (n) => all(text("DiscountCode", "regex", "^SPRING-"), text("Shop", "in", [`spring-${n}`, `garden-${n}`])),
  (n) => all(text("Shop", "not-equals", "shop-2"), text("OrderId", "equals", `A${n}`)),
  (n) => all(text("VatNumber", "regex", `^SE${n}`)),
  (n) => [{ conditions: [text("Shop", "equals", `tea-${n}`), text("ShippingAddress.Country", "equals", `Land ${n}`)] }],
];

/** Each condition in a separate group: all must hold. */
function all(...conditions: readonly object[]): ConditionGroups {
  return conditions.map((condition) => ({ conditions: [condition] }));
}

function on(field: string, filter: object): object {
  return { type: "metric-property", field, filter };
}

function text(field: string, operator: string, value: string | readonly string[]): object {
  return on(field, { type: "string", operator, value });
}

function list(operator: string, value: string | readonly string[]): object {
  return on("ItemNames", { type: "list", operator, value });
}

function value(operator: string, limits: object): object {
  return on("$value", { type: "numeric", operator, ...limits });
}

function firstOrder(operator: string, quantity: number): object {
  return on("FirstOrderOn", { type: "date", operator, unit: "day", quantity });
}
