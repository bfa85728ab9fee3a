// Text for a terminal: wrapping and cutting.

import { describe, expect, it } from "vitest";
import { jsonLines, shorten, WIDTH, wrap } from "#cli/command-line/lines.ts";
import { webhookLines } from "#cli/render/webhook-text.ts";

describe("a line", () => {
  it("is cut if it is too long", () => {
    expect(shorten("x".repeat(WIDTH))).toBe("x".repeat(WIDTH));
    expect(shorten("x".repeat(WIDTH + 1))).toBe(`${"x".repeat(WIDTH - 1)}…`);
  });
});

describe("prose", () => {
  it("is wrapped between words and indented", () => {
    const word = "word".padEnd(30, "-");
    expect(wrap("  ! ", [word, word, word, word].join(" "))).toEqual([`  ! ${word} ${word} ${word}`, `    ${word}`]);
  });

  it("with a word that is too long is cut", () => {
    expect(wrap("! ", "x".repeat(WIDTH))).toEqual([`! ${"x".repeat(WIDTH - 3)}…`]);
  });
});

describe("JSON", () => {
  it("is one line if it fits, and otherwise several", () => {
    expect(jsonLines({ a: [1, "b", null], c: {} }, "  ")).toEqual(['  { "a": [1, "b", null], "c": {} }']);
    const long = "x".repeat(60);
    expect(jsonLines({ a: long, b: [long, { c: true }], d: [] }, "  ")).toEqual([
      "  {",
      `    "a": "${long}",`,
      `    "b": ["${long}", { "c": true }],`,
      '    "d": []',
      "  }",
    ]);
    expect(jsonLines([long, { a: long }], "")).toEqual(["[", `  "${long}",`, `  { "a": "${long}" }`, "]"]);
  });

  it("with a text that is too long is cut", () => {
    expect(jsonLines({ a: "x".repeat(WIDTH) }, "")[1]).toBe(`  "a": "${"x".repeat(WIDTH - 9)}…`);
  });
});

describe("the line of a template", () => {
  const shown = (source_line: string, column: number) =>
    webhookLines(
      {
        action_id: "send",
        status: "live",
        request: { method: "POST" },
        problems: [{ rule: "template-json", pointer: "/body", message: "No.", line: 2, column, source_line }],
        missing_variables: [],
        secrets: [],
      },
      "",
    );

  it("has a marker under its column", () => {
    expect(shown("\tabc", 3)).toEqual(["✗ /body, line 2, column 3: No. [template-json]", "     abc", "      ^"]);
  });

  it("that is too long is shown around its column", () => {
    const [, line = "", marker = ""] = shown(`${"a".repeat(200)}!${"b".repeat(200)}`, 201);
    expect(line.indexOf("!")).toBe(marker.indexOf("^"));
    expect([line.startsWith("    …aaa"), line.endsWith("b…"), line.length]).toEqual([true, true, WIDTH]);
  });
});
