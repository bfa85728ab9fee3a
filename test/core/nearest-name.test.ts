import { expect, it } from "vitest";
import { nearestName } from "#core/nearest-name.ts";

const NAMES = ["metric", "profile", "unique_id", "first_name", "id"];

it.each([
  ["metrik", "metric"],
  ["porfile", "profile"],
  ["uniqueId", "unique_id"],
  ["unique-id", "unique_id"],
  ["firstName", "first_name"],
  ["metric", "metric"],
  ["colour", undefined],
  ["", undefined],
])("%j may mean %j", (name, expected) => {
  expect(nearestName(name, NAMES)).toBe(expected);
});

it("is none where there are none", () => {
  expect(nearestName("metric", [])).toBeUndefined();
});
