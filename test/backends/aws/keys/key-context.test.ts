import fc from "fast-check";
import { expect, test } from "vitest";
import { keyContextOf, senderOfContext } from "#backends/aws/keys/key-context.ts";
import { isMetricInScope, type KeyScope, keyScopeSchema } from "#core/keys/key-scope.ts";

const ID = "key_0123456789abcdef0123";

test("the sender of a context is that of the key, with any scope", () => {
  const metrics = fc.array(fc.string({ unit: "binary", minLength: 1, maxLength: 64 }), { minLength: 1, maxLength: 20 });
  const sources = fc.array(fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,63}$/), { minLength: 1, maxLength: 20 });
  const scopes = fc.record({ metrics, sources }, { requiredKeys: [] });
  fc.assert(
    fc.property(scopes, (any) => {
      const parsed = keyScopeSchema.safeParse(any);
      fc.pre(parsed.success);
      const scope: KeyScope = parsed.data ?? {};
      const context = keyContextOf({ id: ID, scope });
      expect(senderOfContext(context)).toEqual({ keyId: ID, scope });
      expect(Buffer.byteLength(JSON.stringify(context))).toBeLessThan(8_000);
    }),
  );
});

test("a key has the prefixes of the metrics that it may send, and none of them if it may send no events", () => {
  const metricsOf = (scope: KeyScope) => keyContextOf({ id: ID, scope }).key_metrics;
  expect([metricsOf({}), metricsOf({ metrics: ["A"] }), metricsOf({ metrics: ["A"], sources: ["crm"] })]).toEqual([
    '[""]',
    '["A"]',
    '["A"]',
  ]);
  expect(metricsOf({ sources: ["crm"] })).toBe("[]");
  expect(isMetricInScope([], "")).toBe(false);
});

test("a context without a key is an error, because a request without a key must not pass", () => {
  for (const context of [{}, { key_id: "" }, { key_id: 1 }]) expect(() => senderOfContext(context)).toThrow("key_id");
});
