import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { deliveryId, parseDeliveryId } from "#core/delivery/delivery-id.ts";
import { eventIdOfRequest } from "#core/event/event-id.ts";
import { actionIdSchema, flowIdSchema } from "#core/flow/identifiers.ts";

const key = { event_id: "evt_1", flow_id: "order", action_id: "send" };
const letters = "abcdefghijklmnopqrstuvwxyz0123456789_-".split("");
const ids = fc
  .array(fc.constantFrom(...letters), { minLength: 1, maxLength: 64 })
  .map((characters) => characters.join(""))
  .filter((id) => flowIdSchema.safeParse(id).success && actionIdSchema.safeParse(id).success);
const keys = fc.record({
  event_id: ids.map((id) => eventIdOfRequest((text) => text.replace(/\W/g, ""), id)),
  flow_id: ids,
  action_id: ids,
});

describe("the id of a delivery", () => {
  it("is made of event, flow and action", () => {
    expect(deliveryId(key)).toBe("evt_1:order:send");
  });

  it("gives back what it is made of", () => {
    fc.assert(
      fc.property(keys, (one) => {
        expect(parseDeliveryId(deliveryId(one))).toEqual(one);
      }),
    );
  });

  it("differs for any two deliveries", () => {
    fc.assert(
      fc.property(keys, keys, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(deliveryId(one) === deliveryId(other)).toBe(same);
      }),
    );
  });

  it("can be signed, and is sent in a header and in a URL as it is", () => {
    fc.assert(
      fc.property(keys, (one) => {
        const id = deliveryId(one);
        expect(id).not.toContain(".");
        expect(id).toMatch(/^[\x21-\x7e]+$/);
        expect(new URL(`/deliveries/${id}`, "https://a.example").pathname).toBe(`/deliveries/${id}`);
      }),
    );
  });

  it.each(["", "evt_1", "evt_1:order", "evt_1:order:", ":order:send", "evt_1::send", "evt_1:order:send:", "a:b:c:d"])(
    "is not %j",
    (text) => {
      expect(parseDeliveryId(text)).toBeUndefined();
    },
  );
});
