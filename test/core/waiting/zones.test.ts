import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { endOfTimeDelay } from "#core/waiting/end-of-delay.ts";
import { isTimeZone, zoneFor } from "#core/waiting/zones.ts";
import { ALL_ZONES } from "./wall-clock.ts";

const NAMES = ["UTC", "Europe/Vienna", "europe/vienna", "Asia/Kathmandu", "Asia/Katmandu", "Etc/GMT+5", "US/Pacific"];
const OTHERS = [
  ["nothing", ""],
  ["blanks", " "],
  ["a blank after a name", "Europe/Vienna "],
  ["a line break after a name", "UTC\n"],
  ["a city alone", "Vienna"],
  ["a place that has no zone", "Europe/Graz"],
  ["an offset", "+02:00"],
  ["an offset after UTC", "UTC+2"],
  ["the letter of UTC", "Z"],
  ["a time with a zone", "2026-01-01T00:00:00+01:00[Europe/Vienna]"],
  ["an abbreviation that several zones have", "IST"],
  ["the word for the profile's own", "profile"],
  ["a name far too long", "A".repeat(100_000)],
  ["letters beyond ASCII", "Amérique/Montréal"],
] as const;

describe("names of zones", () => {
  it.each([...NAMES, ...ALL_ZONES.filter((_, index) => index % 20 === 0)])("%s is a zone", (name) => {
    expect(isTimeZone(name)).toBe(true);
    expect(isTimeZone(name)).toBe(true);
  });

  it.each(OTHERS)("%s is no zone", (_, name) => {
    expect(isTimeZone(name)).toBe(false);
    expect(isTimeZone(name)).toBe(false);
  });

  it("every zone that the runtime lists is accepted, and delays end in it", () => {
    const until = { value: 1, delay_until_time: "15:00" };
    for (const zone of ALL_ZONES) {
      expect(isTimeZone(zone), zone).toBe(true);
      expect(endOfTimeDelay(until, 0, { organization: zone })).toBeGreaterThan(0);
    }
  });

  it("stay valid after more invalid names than the cache holds", () => {
    for (let index = 0; index < 2_500; index++) expect(isTimeZone(`Nowhere/Town${index}`)).toBe(false);
    expect(isTimeZone("Europe/Vienna")).toBe(true);
    expect(isTimeZone("Nowhere/Town1")).toBe(false);
  });
});

describe("the zone of a wait", () => {
  const zones = { profile: "Asia/Kathmandu", organization: "Europe/Vienna" };
  it.each([
    ["the flow's own", "America/New_York", zones, "America/New_York"],
    ["the flow's own, without any of the profile", "America/New_York", { organization: "UTC" }, "America/New_York"],
    ["the profile's by name", "profile", zones, "Asia/Kathmandu"],
    ["the profile's by default", undefined, zones, "Asia/Kathmandu"],
    ["the profile's for null", null, zones, "Asia/Kathmandu"],
    ["the organization's, if the profile has no zone", "profile", { organization: "Europe/Vienna" }, "Europe/Vienna"],
    ["the organization's, when the profile has an empty one", "profile", { ...zones, profile: "" }, "Europe/Vienna"],
    ["the organization's, when the profile has an offset", null, { ...zones, profile: "+01:00" }, "Europe/Vienna"],
    ["the organization's, when the profile says profile", null, { ...zones, profile: "profile" }, "Europe/Vienna"],
    ["the organization's, when the flow's is unknown by now", "Europe/Graz", zones, "Europe/Vienna"],
  ])("is %s", (_, setting, known, zone) => {
    expect(zoneFor(setting, known)).toBe(zone);
  });

  it("is the organization's if a profile has any text that is not a zone", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" })), (profile) => {
        fc.pre(!isTimeZone(profile));
        expect(zoneFor("profile", { profile, organization: "Europe/Vienna" })).toBe("Europe/Vienna");
      }),
    );
  });
});
