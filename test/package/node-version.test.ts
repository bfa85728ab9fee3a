import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, it } from "vitest";
import { nodeProblem, OLDEST_NODE } from "../../bin/node-version.js";
import { ROOT, run } from "./packed-package.ts";

it("the oldest supported Node is the one in package.json", () => {
  const { engines } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  expect(engines.node).toBe(`>=${OLDEST_NODE}`);
});

it.each(["v24.15.0", "v24.21.0", "v25.0.0", "v26.1.3"])("%s runs Flowhook", (version) => {
  expect(nodeProblem(version)).toBeUndefined();
});

it.each(["v12.22.0", "v18.20.8", "v20.20.2", "v22.23.3", "v24.9.0", "v24.14.1"])(
  "%s is refused in one line",
  (version) => {
    const problem = nodeProblem(version);
    expect(problem).toMatch(
      /^Flowhook needs Node 24\.15 or newer, but this is Node [\d.]+\. Install Node 24 from .+\.$/,
    );
    expect(problem).toContain(`this is Node ${version.slice(1)}.`);
  },
);

/** A module that makes Node report another version. */
const PRETEND = `data:text/javascript,Object.defineProperty(process,"version",{value:"v20.20.2"})`;

it("on an older Node the command prints one line, exits with 1, and loads nothing", async () => {
  const entry = join(ROOT, "bin/flowhook.js");
  const { code, stdout, stderr } = await run(ROOT, process.execPath, "--import", PRETEND, entry, "--version");
  expect([code, stdout, stderr]).toEqual([1, "", `flowhook: ${nodeProblem("v20.20.2")}\n`]);
});

it("in a clone the command runs the sources", async () => {
  const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const script = `await import(${JSON.stringify(pathToFileURL(join(ROOT, "bin/flowhook.js")).href)})`;
  expect(await run(ROOT, "npx", "flowhook", "--version")).toMatchObject({ code: 0, stdout: `${version}\n` });
  expect((await run(ROOT, process.execPath, "--input-type=module", "-e", script)).stdout).toContain("Usage: flowhook");
});
