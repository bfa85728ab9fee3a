import { describe, expect, test } from "vitest";
import { isMetricInScope, type KeyScope, keyScopeSchema, mayPostTo, maySendEvents } from "#core/keys/key-scope.ts";

describe("a key with", () => {
  test.each<[string, KeyScope, boolean, boolean, boolean]>([
    ["no scope", {}, true, true, true],
    ["metrics", { metrics: ["A"] }, true, false, false],
    ["sources", { sources: ["crm"] }, false, true, false],
    ["metrics and sources", { metrics: ["A"], sources: ["crm"] }, true, true, false],
  ])("%s", (_, scope, events, crm, shop) => {
    expect(maySendEvents(scope)).toBe(events);
    expect(mayPostTo(scope, "crm")).toBe(crm);
    expect(mayPostTo(scope, "shop")).toBe(shop);
  });
});

describe("the metric", () => {
  test.each<[string, string[] | undefined, boolean]>([
    ["Placed Order", undefined, true],
    ["Placed Order", ["Placed"], true],
    ["Placed Order", ["Placed Order"], true],
    ["Placed Order", ["Cart", "Placed "], true],
    ["Placed Order", [""], true],
    ["Placed Order", ["placed"], false],
    ["Placed Order", ["Order"], false],
    ["Placed Order", ["Placed Order "], false],
    ["Placed Order", [], false],
    ["", ["P"], false],
  ])("%j with the prefixes %j: %s", (metric, prefixes, expected) => {
    expect(isMetricInScope(prefixes, metric)).toBe(expected);
  });
});

describe("the scope", () => {
  test.each<[object, boolean]>([
    [{}, true],
    [{ metrics: ["Placed Order", "Zoë’s „List“"] }, true],
    [{ metrics: [] }, false],
    [{ metrics: [""] }, false],
    [{ metrics: ["a\nb"] }, false],
    [{ metrics: ["a\u{fffe}"] }, false],
    [{ metrics: ["a\ud800"] }, false],
    [{ metrics: ["x".repeat(64)] }, true],
    [{ metrics: ["x".repeat(65)] }, false],
    [{ metrics: Array.from({ length: 20 }, () => "a") }, true],
    [{ metrics: Array.from({ length: 21 }, () => "a") }, false],
    [{ sources: ["crm", "shop-2_a"] }, true],
    [{ sources: [] }, false],
    [{ sources: ["Crm"] }, false],
    [{ sources: ["-crm"] }, false],
    [{ sources: ["../crm"] }, false],
    [{ sources: ["crm.source.yaml"] }, false],
    [{ metric: ["a"] }, false],
  ])("%j is valid: %s", (scope, valid) => {
    expect(keyScopeSchema.safeParse(scope).success).toBe(valid);
  });
});
