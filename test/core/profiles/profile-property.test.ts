// The value of a profile that a name reads, and the problem of a name that reads no value.

import { describe, expect, it } from "vitest";
import type { Profile } from "#core/event/profile.ts";
import { parseProfileProperty } from "#core/profiles/profile-property.ts";

const PROFILE: Profile = {
  email: "ada@customer.example",
  external_id: "c-7",
  first_name: "Ada",
  last_name: null,
  location: { city: "Vienna", latitude: 48.2, country: null },
  properties: JSON.parse(
    '{"Loyalty Points":150,"a.b":1,"a":{"b":2},"Tags":["x"],"none":null,"it\'s":3,"__proto__":{"x":4}}',
  ),
};

function read(name: string) {
  const parsed = parseProfileProperty(name);
  return parsed.ok ? parsed.read(PROFILE) : parsed.problem;
}

describe("a name", () => {
  it.each([
    ["email", "ada@customer.example"],
    ["external_id", "c-7"],
    ["first_name", "Ada"],
    ["last_name", undefined],
    ["phone_number", undefined],
    ["location['city']", "Vienna"],
    ["location.city", "Vienna"],
    ["location['latitude']", 48.2],
    ["location['country']", undefined],
    ["location['zip']", undefined],
    ["properties['Loyalty Points']", 150],
    ['properties["it\'s"]', 3],
    ["properties['a.b']", 1],
    ["properties['a']['b']", 2],
    ["properties['a']['c']", undefined],
    ["properties['Tags']", ["x"]],
    ["properties['Tags']['0']", undefined],
    ["properties['none']", null],
    ["properties['missing']", undefined],
    ["properties['toString']", undefined],
    ["properties['__proto__']['x']", 4],
  ])("%s reads %j", (name, value) => {
    expect(read(name)).toEqual(value);
  });

  it("reads no value from a profile without location and properties", () => {
    for (const name of ["location['city']", "properties['x']['y']"]) {
      const parsed = parseProfileProperty(name);
      expect(parsed.ok && parsed.read({ email: "a@b.example" })).toBeUndefined();
      expect(parsed.ok && parsed.read({ location: null, properties: null })).toBeUndefined();
    }
  });

  it.each([
    [
      "emial",
      `"emial" is not a field of a profile. Did you mean "email"? Write a custom property as properties['emial'].`,
    ],
    [
      "Loyalty Points",
      `"Loyalty Points" is not a field of a profile. Known names are id, external_id, email, phone_number, anonymous_id, first_name, last_name, organization, title, locale, image. Write a custom property as properties['Loyalty Points'].`,
    ],
    [
      "location['town']",
      'A location has no field "town". It has address1, address2, city, country, region, zip, latitude, longitude, timezone, ip.',
    ],
    ["location['cty']", `A location has no field "cty". Did you mean location['city']?`],
    ["properties", /^"properties" is not a field of a profile\./],
    ["properties[Points]", /^"properties\[Points\]" is not a field of a profile\./],
    ["location", /^"location" is not a field of a profile\./],
    ["email['x']", /^"email\['x'\]" is not a field of a profile\./],
    ["toString", /^"toString" is not a field of a profile\./],
  ])("%s is refused", (name, problem) => {
    const message = read(name);
    if (typeof problem === "string") expect(message).toBe(problem);
    else expect(message).toMatch(problem);
  });
});
