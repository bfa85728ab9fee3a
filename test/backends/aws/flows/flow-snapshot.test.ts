import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readSnapshot, writeSnapshot } from "#backends/aws/flows/flow-snapshot.ts";

const definitions = Array.from({ length: 1_234 }, (_, id) => JSON.stringify({ id, name: `Flow ${id} 漢字` }));
const file = writeSnapshot("7", "format", definitions);
const asIs = (definition: unknown) => definition;

describe("a file with all flows", () => {
  test.each([0, 1, 499, 500, 501, 1_234])("of %d holds each of them, in order", async (count) => {
    const own = definitions.slice(0, count);
    const { head, flows } = await readSnapshot(writeSnapshot("7", "format", own), asIs);
    expect(head).toEqual({ v: 1, version: "7", format: "format", flows: count });
    expect(flows.map((flow) => JSON.stringify(flow))).toEqual(own);
  });

  test("keeps numbers that a double can't hold", async () => {
    const { flows } = await readSnapshot(writeSnapshot("7", "f", ['{"id":12345678901234567891}']), asIs);
    expect(JSON.stringify(flows)).toBe('[{"id":12345678901234567891}]');
  });

  test("that was cut off anywhere is refused", async () => {
    const cut = fc.asyncProperty(fc.integer({ min: 0, max: file.length - 1 }), async (length) => {
      await expect(readSnapshot(file.subarray(0, length), asIs)).rejects.toThrow();
    });
    await fc.assert(cut, { numRuns: 50 });
  });

  test("that is another file is refused", async () => {
    await expect(readSnapshot(Buffer.from("PK\u0003\u0004 something else"), asIs)).rejects.toThrow();
  });
});
