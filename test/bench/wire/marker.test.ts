import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findMarker, formatMarker } from "../../../bench/wire/marker.ts";

const marker = fc.record({
  run: fc.string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: 8, maxLength: 8 }),
  number: fc.integer({ min: 0, max: 999_999_999 }),
  sentAt: fc.integer({ min: 1_000_000_000_000_000, max: 8_999_999_999_999_999 }).map((micros) => micros / 1000),
});

describe("a marker", () => {
  test("is found in any surrounding text", () => {
    fc.assert(
      fc.property(marker, fc.string(), fc.string(), (written, before, after) => {
        fc.pre(!before.includes("fhbench:"));
        const found = findMarker(Buffer.from(before + formatMarker(written) + after));
        expect(found).toEqual({ ...written, sentAt: Number(written.sentAt.toFixed(3)) });
      }),
    );
  });

  test("has the same length for every event", () => {
    fc.assert(fc.property(marker, (written) => formatMarker(written).length === 44));
  });

  test.each([
    ["nothing", ""],
    ["another text", '{"order":"000000001"}'],
    ["a truncated marker", "fhbench:0a1b2c3d:000000001:17000000000"],
    ["a marker whose number is damaged", "fhbench:0a1b2c3d:00000000x:1700000000000.000"],
    ["a marker in capitals", "FHBENCH:0a1b2c3d:000000001:1700000000000.000"],
  ])("is not found in %s", (_, body) => {
    expect(findMarker(Buffer.from(body))).toBeUndefined();
  });
});
