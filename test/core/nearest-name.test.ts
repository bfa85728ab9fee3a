import { expect, it } from "vitest";
import { nearestName } from "#core/nearest-name.ts";

const NAMES = ["metric", "profile", "unique_id", "first_name", "id"];

it.each([
  ["metrik", "metric"],
  ["porfile", "profile"],
  ["uniqueId", "unique_id"],
  ["unique-id", "unique_id"],
  ["firstName", "first_name"],
  ["METRIC", "metric"],
  ["ip", "id"],
  ["di", "id"],
  ["dx", undefined],
  ["xi", undefined],
  ["matrik", "metric"],
  ["metric", "metric"],
  ["colour", undefined],
  ["", undefined],
])("%j may mean %j", (name, expected) => {
  expect(nearestName(name, NAMES)).toBe(expected);
});

it("is none where more than a third of the letters are others, but for one letter of a short name", () => {
  expect(nearestName("nome", ["time"])).toBeUndefined();
  expect(nearestName("nome", ["name"])).toBe("name");
});

it("is the first of two that are as near", () => {
  expect(nearestName("cat", ["bat", "rat"])).toBe("bat");
});

it("is none where there are none", () => {
  expect(nearestName("metric", [])).toBeUndefined();
});
