import { describe, expect, test } from "vitest";
import { templateScope } from "#templates/template-scope.ts";
import { ORDER, renderedValue, SCOPE, STEP_TIME } from "./sample-order.ts";

describe("the names of Klaviyo's tags", () => {
  // https://help.klaviyo.com/hc/en-us/articles/4408802648731
  test.each<[string, unknown]>([
    ["{{ email }}", "shah@example.com"],
    ["{{ first_name }}", "Shah"],
    ["{{ last_name }}", "Karim"],
    ["{{ phone_number }}", "+15005550006"],
    ["{{ external_id }}", "customer-7"],
    ["{{ person.email }}", "shah@example.com"],
    ["{{ person.organization }}", "Example Ltd"],
    ['{{ person|lookup:"$address1" }}', "1 Long Lane"],
    ["{{ person.id }}", "customer-7"],
    ["{{ person.full_name }}", "Shah Karim"],
    ["{{ person.title }}", "Buyer"],
    ["{{ person.phone_number }}", "+15005550006"],
    ["{{ person.City }}", "Boston"],
    ["{{ person.Region }}", "MA"],
    ["{{ person.Country }}", "US"],
    ["{{ person.Zipcode }}", "02110"],
    ["{{ person.location.city }}", "Boston"],
    ["{{ person|lookup:'$email' }}", "shah@example.com"],
    ["{{ person|lookup:'Loyalty Points' }}", 151],
    ["{{ person.Birthday }}", "1990-05-17"],
    ["{{ person.properties }}", null],
    ["{{ organization.name }}", "The Shop"],
    ["{{ organization.url }}", "https://shop.example"],
    ["{{ event|lookup:'$value' }}", 29.9],
    ["{{ event|lookup:'$value_currency' }}", "USD"],
    ["{{ event|lookup:'$event_id' }}", "order-1001"],
    ["{{ event.extra.checkout_url }}", "https://shop.example/c/1"],
    ["{{ event|lookup:'$extra'|lookup:'checkout_url' }}", "https://shop.example/c/1"],
  ])("%s", (template, value) => {
    expect(renderedValue(template)).toEqual(value);
  });
});

describe("the sender's data takes precedence", () => {
  test("properties of the event over names that Flowhook adds", () => {
    const properties = { $value: 1, $event_id: "x", extra: "own", $extra: {} };
    expect(templateScope({ ...ORDER, properties }, {}, STEP_TIME).event).toEqual({
      ...properties,
      $value_currency: "USD",
    });
  });

  test("fields of the profile over properties of the same name, unless a field is absent", () => {
    const profile = {
      email: "a@example.com",
      first_name: null,
      properties: { email: "b", first_name: "Ann", City: "Graz" },
    };
    expect(templateScope({ ...ORDER, profile }, {}, STEP_TIME).person).toEqual({
      email: "a@example.com",
      first_name: "Ann",
      City: "Graz",
      $email: "a@example.com",
    });
  });
});

test("an event without value, currency and unique id adds no names", () => {
  const { value: _v, value_currency: _c, unique_id: _u, ...bare } = ORDER;
  expect(Object.keys(templateScope({ ...bare, properties: { a: 1 } }, {}, STEP_TIME).event)).toEqual(["a"]);
});

test("a Klaviyo id has its own name, and is the id if there is no other", () => {
  const { person } = templateScope({ ...ORDER, profile: { id: "01GDD" } }, {}, STEP_TIME);
  expect(person).toEqual({ id: "01GDD", KlaviyoID: "01GDD" });
});

test("the scope has the step's time and zone", () => {
  expect(templateScope(ORDER, {}, 5, "Europe/Vienna")).toMatchObject({ now: 5, timeZone: "Europe/Vienna" });
  expect(SCOPE.timeZone).toBeUndefined();
});
