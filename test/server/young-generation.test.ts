import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const MODULE = new URL("../../src/server/young-generation.ts", import.meta.url);

/** The size of the young generation, in bytes, of a process that keeps each of millions of objects for a short time. */
async function afterLoad(bounded: boolean): Promise<number> {
  const script = `
    import { getHeapSpaceStatistics } from "node:v8";
    import { boundYoungGeneration } from "${MODULE}";
    if (${bounded}) boundYoungGeneration();
    let kept = [];
    for (let turn = 0; turn < 200; turn++) {
      for (let index = 0; index < 20_000; index++) kept.push({ index, text: "text " + index });
      await new Promise(setImmediate);
      if (turn % 4 === 0) kept = [];
    }
    console.log(getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space").space_size);`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script]);
  return Number(stdout);
}

it("the young generation stays below 32 MiB, and is at most a quarter of its default size", async () => {
  const [bounded, byDefault] = await Promise.all([afterLoad(true), afterLoad(false)]);
  expect(bounded).toBeLessThanOrEqual(32 * 1024 * 1024);
  expect(bounded).toBeLessThanOrEqual(byDefault / 4);
});
