import { describe, expect, test } from "vitest";
import { readSettings } from "../../bench/settings.ts";

describe("the bench's options", () => {
  test("measure 10,000 flows in four rounds by default, and fewer with --short", () => {
    expect(readSettings([]).settings).toMatchObject({ flows: 10_000, rounds: 4, seconds: 4 });
    expect(readSettings(["--short"]).settings).toMatchObject({ flows: 1000, rounds: 1, seconds: 1 });
  });

  test("override the defaults", () => {
    const { settings } = readSettings(["--short", "--flows", "50", "--seconds", "9", "--folder", "elsewhere"]);
    expect(settings).toMatchObject({ flows: 50, rounds: 1, seconds: 9, folder: "elsewhere" });
  });

  test("name any number of scenarios", () => {
    expect(readSettings(["--only", "paced", "--only", "one-flow"]).only).toEqual(["paced", "one-flow"]);
    expect(readSettings([]).only).toEqual([]);
  });

  test.each([[["--rounds", "three"]], [["--fast"]], [["stray"]]])("refuse %j", (args) => {
    expect(() => readSettings(args)).toThrow();
  });
});
