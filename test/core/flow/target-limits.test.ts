import { describe, expect, it } from "vitest";
import { hostOf } from "#core/flow/host-limits.ts";
import { hostLimitsSchema, strictest, targetLimitsSchema } from "#core/flow/target-limits.ts";
import { problemsOf, type RefusedFile, sending, shapeProblems, unknownField } from "#support/flow-files.ts";

describe("limits", () => {
  it.each([
    { requests_per_second: 5 },
    { requests_per_second: 0.01 },
    { requests_per_second: 10_000 },
    { concurrency: 1 },
    { concurrency: 1_000 },
    { requests_per_second: 0.5, concurrency: 2 },
  ])("may be %j", (limits) => {
    expect(targetLimitsSchema.parse(limits)).toEqual(limits);
  });

  it.each<[unknown, RegExp]>([
    [{}, /must hold requests_per_second, concurrency or both/],
    [{ requests_per_second: 0 }, /0\.01/],
    [{ requests_per_second: 10_001 }, /10000/],
    [{ requests_per_second: "5" }, /number/],
    [{ concurrency: 0 }, /1/],
    [{ concurrency: 1.5 }, /int/],
    [{ concurrency: 1_001 }, /1000/],
    [{ concurrency: 2, per_minute: 3 }, /per_minute/],
    [null, /object/],
  ])("are refused as %j", (limits, why) => {
    expect(targetLimitsSchema.safeParse(limits).error?.message).toMatch(why);
  });
});

describe("limits in a flow file", () => {
  const AT = "/definition/actions/0/data/message/limits";

  it.each([null, { requests_per_second: 2.5 }, { concurrency: 3 }])("may be %j", (limits) => {
    expect(problemsOf(sending({ limits }))).toEqual([]);
  });

  it.each<RefusedFile>([
    ["without a limit", sending({ limits: {} }), [`${AT} Must hold requests_per_second, concurrency or both.`]],
    [
      "of no request",
      sending({ limits: { requests_per_second: 0 } }),
      [`${AT}/requests_per_second Must be at least 0.01.`],
    ],
    [
      "of half a place",
      sending({ limits: { concurrency: 0.5 } }),
      [`${AT}/concurrency Must be a whole number, but is 0.5.`],
    ],
    ["misspelt", sending({ limits: { concurency: 2 } }), [unknownField(`${AT}/concurency`, "concurrency")]],
  ])("are refused %s", (_, file, problems) => {
    expect(shapeProblems(file)).toEqual(problems);
  });
});

describe("limits of hosts", () => {
  it("are set by the host as in URLs, in upper or lower case", () => {
    const limits = { concurrency: 2 };
    expect(hostLimitsSchema.parse({ "API.crm.example": limits, "10.0.0.7:8443": limits, "[::1]:80": limits })).toEqual({
      "api.crm.example": limits,
      "10.0.0.7:8443": limits,
      "[::1]:80": limits,
    });
  });

  it.each(["https://api.crm.example", "api.crm.example/path", "", "a b", "*.crm.example", "host:port"])(
    'are refused for "%s"',
    (host) => {
      expect(hostLimitsSchema.safeParse({ [host]: { concurrency: 2 } }).error?.message).toMatch(/host as in URLs/);
    },
  );

  it("are looked up by the host of a target", () => {
    expect(["https://api.crm.example", "http://10.0.0.7:8443"].map(hostOf)).toEqual([
      "api.crm.example",
      "10.0.0.7:8443",
    ]);
  });
});

describe("with several limits", () => {
  it.each([
    [[], undefined],
    [[undefined], undefined],
    [[undefined, { concurrency: 3 }], { concurrency: 3 }],
    [[{ concurrency: 3 }, { concurrency: 2 }], { concurrency: 2 }],
    [[{ concurrency: 3 }, { requests_per_second: 2 }], { concurrency: 3, requests_per_second: 2 }],
    [
      [{ concurrency: 3, requests_per_second: 1 }, { requests_per_second: 2 }, { concurrency: 9 }],
      { concurrency: 3, requests_per_second: 1 },
    ],
  ])("%j the lowest of each kind applies", (limits, expected) => {
    expect(strictest(limits)).toEqual(expected);
  });
});
