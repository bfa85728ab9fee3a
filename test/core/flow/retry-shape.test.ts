import { describe, expect, it } from "vitest";
import { problemsOf, type RefusedFile, sending, shapeProblems, unknownField } from "#support/flow-files.ts";

const AT = "/definition/actions/0/data/message/retry";
const TIME = 'Must be a time such as "30s", "10m", "6h" or "2d".';
const retrying = (retry: unknown) => sending({ retry });
const also = (...codes: unknown[]) => retrying({ status_codes: { also: codes } });

describe("retries may be", () => {
  it.each([
    null,
    {},
    { attempts: 1 },
    { attempts: 18 },
    { attempts: 18, span: "17s" },
    { span: "7d" },
    { attempts: 5, span: "6h" },
    { schedule: ["1s"] },
    { schedule: ["1m", "10m", "1h"], status_codes: { never: [500] } },
    { schedule: Array.from({ length: 17 }, () => "9h") },
    { status_codes: { also: [404, 503], never: [429] } },
    { status_codes: {} },
  ])("%j", (retry) => {
    expect(problemsOf(retrying(retry))).toEqual([]);
  });
});

describe("retries are refused", () => {
  it.each<RefusedFile>([
    ["as a number", retrying(5), [`${AT} Must be an object, but is 5.`]],
    ["with a misspelt field", retrying({ attempt: 5 }), [unknownField(`${AT}/attempt`, "attempts")]],
    ["of no attempt", retrying({ attempts: 0 }), [`${AT}/attempts Must be at least 1.`]],
    ["of nineteen attempts", retrying({ attempts: 19 }), [`${AT}/attempts Must be at most 18.`]],
    ["over a time without its unit", retrying({ span: "6" }), [`${AT}/span ${TIME}`]],
    ["over no time", retrying({ span: "0h" }), [`${AT}/span ${TIME}`]],
    ["over a number", retrying({ span: 6 }), [`${AT}/span Must be a text, but is 6: put it in quotes.`]],
    ["over more than a week", retrying({ span: "8d" }), [`${AT}/span Must be at most 7 days.`]],
    [
      "in less than a second each",
      retrying({ span: "16s" }),
      [`${AT}/span Must be at least 17s, one second for each retry.`],
    ],
    [
      "over a time without any",
      retrying({ attempts: 1, span: "1h" }),
      [`${AT}/span Must be absent with attempts: 1, because nothing is retried. Remove it, or allow more attempts.`],
    ],
    ["by an empty schedule", retrying({ schedule: [] }), [`${AT}/schedule Must not be empty.`]],
    [
      "by a schedule of eighteen",
      retrying({ schedule: Array.from({ length: 18 }, () => "1h") }),
      [`${AT}/schedule Must have at most 17 items.`],
    ],
    ["by a schedule with a word", retrying({ schedule: ["1m", "soon"] }), [`${AT}/schedule/1 ${TIME}`]],
    [
      "by a schedule of more than a week",
      retrying({ schedule: ["4d", "4d"] }),
      [`${AT}/schedule Must be at most 7 days in all.`],
    ],
    ...[{ attempts: 3 }, { span: "1h" }].map(
      (beside): RefusedFile => [
        `by a schedule together with ${Object.keys(beside)}`,
        retrying({ schedule: ["1m"], ...beside }),
        [`${AT}/schedule Must be the only setting of number and time. Remove attempts and span.`],
      ],
    ),
    ["after a success", also(200), [`${AT}/status_codes/also/0 Must be at least 400.`]],
    ["after what is no status", also(600), [`${AT}/status_codes/also/0 Must be at most 599.`]],
    [
      "after a 410",
      also(404, 410),
      [`${AT}/status_codes/also/1 Must not be 410: the target says that it is gone, so the delivery fails. Remove it.`],
    ],
    [
      "and are not",
      retrying({ status_codes: { also: [404, 409], never: [409] } }),
      [`${AT}/status_codes/also/1 409 is listed in both \`also\` and \`never\`. Remove it from one.`],
    ],
  ])("%s", (_, file, problems) => {
    expect(shapeProblems(file)).toEqual(problems);
  });
});
