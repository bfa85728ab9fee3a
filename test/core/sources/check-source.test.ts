// Every mistake in a source file is reported with its place and the way to correct it.

import { expect, it } from "vitest";
import { checkSource } from "#core/sources/check-source.ts";

const MAPPED = { metric: "Placed Order", profile: { email: "{{ body.email }}" } };

const VALID: readonly [string, object][] = [
  ["a shop", { kind: "shopify", secret: "shop" }],
  ["two secrets", { kind: "github", secret: ["new_secret", "old_secret"] }],
  ["a tolerance", { kind: "stripe", secret: "s", tolerance_seconds: 60 }],
  ["an ingest key", { kind: "api-key", mapping: MAPPED }],
  ["a table of metrics with a topic", { kind: "api-key", mapping: { ...MAPPED, topic: "t", metrics: { a: null } } }],
  [
    "a signed time",
    {
      kind: "hmac",
      secret: "s",
      signature: { header: "x-a", timestamp_header: "x-b", signed: "{timestamp}{body}" },
      mapping: MAPPED,
    },
  ],
];

it.each(VALID)("a file with %s is a source", (_name, file) => {
  expect(checkSource("shop-1", file)).toMatchObject({ ok: true, source: { ...file, name: "shop-1" } });
});

const PROBLEMS: readonly [string, unknown, string, string][] = [
  ["a text", "x", "", "be an object"],
  ["no kind", { secret: "s" }, "/kind", '"shopify"'],
  ["an unknown kind", { kind: "shopfy", secret: "s" }, "/kind", 'Did you mean "shopify"?'],
  ["no secret", { kind: "github" }, "/secret", 'The field "secret" is required'],
  ["a secret that is no name", { kind: "github", secret: "my secret" }, "/secret", "letters, digits and '_'"],
  ["no secret in the list", { kind: "github", secret: [] }, "/secret", "not be empty"],
  ["a misspelt field", { kind: "github", secret: "s", maping: {} }, "/maping", 'Did you mean "mapping"?'],
  ["a misspelt part", { kind: "github", secret: "s", mapping: { metrc: "m" } }, "/mapping/metrc", 'mean "metric"?'],
  [
    "a misspelt field of the profile",
    { kind: "github", secret: "s", mapping: { profile: { emial: "e" } } },
    "/mapping/profile/emial",
    'Did you mean "email"?',
  ],
  [
    "an empty metric",
    { kind: "github", secret: "s", mapping: { metrics: { push: "" } } },
    "/mapping/metrics/push",
    "empty",
  ],
  ["a tolerance of zero", { kind: "stripe", secret: "s", tolerance_seconds: 0 }, "/tolerance_seconds", "at least 1"],
  [
    "a tolerance of two days",
    { kind: "stripe", secret: "s", tolerance_seconds: 172_800 },
    "/tolerance_seconds",
    "86400",
  ],
  [
    "no tolerance of this kind",
    { kind: "github", secret: "s", tolerance_seconds: 9 },
    "/tolerance_seconds",
    "no field",
  ],
  ["no profile", { kind: "api-key", mapping: { metric: "m" } }, "/mapping", "needs a profile"],
  ["no metric", { kind: "api-key", mapping: { profile: "{{ body.p }}" } }, "/mapping", "needs a metric"],
  ["no mapping", { kind: "standard-webhooks", secret: "s" }, "/mapping", "needs a profile"],
  [
    "metrics without a topic",
    { kind: "api-key", mapping: { ...MAPPED, metrics: { a: "b" } } },
    "/mapping/metrics",
    "Write which topic a request has",
  ],
  [
    "no header",
    { kind: "hmac", secret: "s", signature: {}, mapping: MAPPED },
    "/signature/header",
    'The field "header" is required',
  ],
  [
    "a signed text without the body",
    { kind: "hmac", secret: "s", signature: { header: "x", signed: "{timestamp}" }, mapping: MAPPED },
    "/signature/signed",
    "contain {body}",
  ],
  [
    "a time that is not signed",
    { kind: "hmac", secret: "s", signature: { header: "x", timestamp_header: "y", signed: "{body}" }, mapping: MAPPED },
    "/signature/signed",
    "the time could be changed",
  ],
  [
    "a signed time without its header",
    { kind: "hmac", secret: "s", signature: { header: "x", signed: "{timestamp}.{body}" }, mapping: MAPPED },
    "/signature/signed",
    "needs timestamp_header",
  ],
];

it.each(PROBLEMS)("a file with %s is refused", (_name, file, pointer, message) => {
  const checked = checkSource("shop", file);
  const problems = checked.ok ? [] : checked.problems;
  expect(problems[0]).toMatchObject({ rule: "source-invalid", pointer, message: expect.stringContaining(message) });
});

it.each(["", "Shop", "a b", "-a", "ä", "a.b", "x".repeat(65)])("%j is not a name of a source", (name) => {
  const checked = checkSource(name, { kind: "github", secret: "s" });
  expect(checked.ok ? [] : checked.problems).toMatchObject([{ rule: "source-name", pointer: "" }]);
});
