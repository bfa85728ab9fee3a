import { describe, expect, it } from "vitest";
import { targetDateDataSchema } from "#core/flow/delays.ts";
import { acting, type Fields, type RefusedFile, shapeProblems } from "#support/flow-files.ts";

const DATA = "/definition/actions/0/data";
const NOTHING = 'A target date needs a target_time, such as "09:00:00", or target_days, such as [monday], or both.';

function date(data: Fields): Fields {
  return acting({ id: "send", type: "target-date", data });
}

const refused: readonly RefusedFile[] = [
  ["nothing", date({}), [`${DATA} ${NOTHING}`]],
  ["nothing but null", date({ target_time: null, target_days: null }), [`${DATA} ${NOTHING}`]],
  ["a zone alone", date({ timezone: "UTC" }), [`${DATA} ${NOTHING}`]],
  ["no day", date({ target_days: [] }), [`${DATA}/target_days Must name a weekday; leave the field out for any day.`]],
  ["an hour alone", date({ target_time: "09" }), [`${DATA}/target_time Must be a time of day such as "09:30:00".`]],
  [
    "an invalid zone",
    date({ target_time: "09:00", timezone: "Europe/Graz" }),
    [
      `${DATA}/timezone "Europe/Graz" is not a time zone. Write an IANA name, such as "Europe/Vienna", or "profile" for the zone of the profile.`,
    ],
  ],
];

describe("a target date", () => {
  it.each(refused)("with %s is refused in words", (_, file, problems) => {
    expect(shapeProblems(file)).toEqual(problems);
  });

  it.each<[string, Fields]>([
    ["a time", { target_time: "09:00:00" }],
    ["days", { target_days: ["monday", "friday"] }],
    ["both and a zone", { target_time: "09:00", target_days: ["sunday"], timezone: "Europe/Vienna" }],
    ["the rest by null", { target_time: "09:00", target_days: null, timezone: null }],
  ])("may have %s", (_, data) => {
    expect(targetDateDataSchema.parse(data)).toEqual(data);
  });
});
