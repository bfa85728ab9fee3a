import { describe, expect, it } from "vitest";
import { findingsIn } from "../../tools/english/findings.ts";
import { markdownProse } from "../../tools/english/markdown-prose.ts";
import { typescriptProse } from "../../tools/english/typescript-prose.ts";

const inMarkdown = (text: string) =>
  markdownProse(text)
    .flatMap(findingsIn)
    .map(({ found }) => found);
const inCode = (source: string) =>
  typescriptProse("a.ts", source)
    .flatMap(findingsIn)
    .map(({ found }) => found);

describe("a phrase that the rules rule out is found", () => {
  it.each([
    ["What a store keeps is small.", "What"],
    ["The store is small. What it keeps is not.", "What"],
    ["- Who sends an event needs a key.", "Who"],
    ["| code | what it means |", "what"],
    ["## What it costs", "What"],
    ["Whoever reads this is early.", "Whoever"],
    ["That which failed is sent again.", "That which"],
    ["The run ends, and what it kept is deleted.", ", and what"],
    ["It waits because what it reads is old.", "because what"],
    ["Nobody reads the queue.", "Nobody"],
    ["Give it to whomever asks.", "whomever"],
    ["The caller is told the reason.", "told"],
    ["The answer tells the reason.", "tells"],
    ["The record must tell the reason.", "tell"],
    ["The file lies in the folder.", "lies"],
    ["A table stands between them.", "stands"],
    ["The order goes by time.", "goes by"],
    ["The server goes on without it.", "goes on"],
    ["The sum comes to ten.", "comes to"],
    ["The message comes\nagain.", "comes again"],
    ["There is none.", "is none"],
    ["None is lost.", "None is"],
    ["It fails, since the table is gone.", "since"],
    ["The list is read anew.", "anew"],
    ["Each has a thread of its own.", "of its own"],
    ["The file is beside it.", "beside"],
    ["How to mend it.", "mend"],
    ["Requests under way are finished.", "under way"],
  ])("%s", (text, found) => {
    expect(inMarkdown(text)).toContain(found);
  });
});

describe("plain text has no findings", () => {
  it.each([
    "What does it cost? Who pays?",
    "The error says what failed.",
    "The answer says who sent it and what it holds.",
    "It has failed since the deployment.",
    "None of the flows is live.",
    "A stand-in answers, and readers understand it.",
    "The belief is early.",
    "Its own thread writes the file.",
    "`what it lies beside` is code.",
    "```\nWhat lies beside it\n```",
    "[Costs](#what-it-costs-lies-here)",
    "https://example.com/lies",
  ])("%s", (text) => {
    expect(inMarkdown(text)).toEqual([]);
  });
});

describe("TypeScript is checked", () => {
  it.each([
    ["in line comments, across lines", "// The store is full. What\n// it keeps is old.", ["What"]],
    ["in phrases that break between two lines", "// The message comes\n// again.", ["comes again"]],
    ["in documentation comments", "/**\n * What a store keeps.\n */\nlet a;", ["What"]],
    ["in messages", 'fail("The file lies elsewhere.")', ["lies"]],
    ["in templates, around their interpolations", "fail(`$" + "{file} lies elsewhere.`)", ["lies"]],
    ["in templates inside interpolations", "fail(`$" + "{`it lies`}`)", ["lies"]],
    ["in test titles", 'it("what it keeps is small", () => {})', ["what"]],
    ["after a regular expression that looks like a comment", "const a = /[/*]/; // It lies.", ["lies"]],
  ])("%s", (_, source, found) => {
    expect(inCode(source)).toEqual(found);
  });

  it.each([
    ["in names", "const lies = what.none;"],
    ["in strings of one word", 'const a = "lies";'],
    ["in code inside comments", "// Reads `lies` first."],
    ["in interpolations", "fail(`It is $" + "{lies} of $" + "{what}.`)"],
    ["at the start of a string that continues another one", 'fail("The error says " + "what failed.")'],
  ])("but not %s", (_, source) => {
    expect(inCode(source)).toEqual([]);
  });
});

it("a finding's offset is its place in the file", () => {
  const source = 'const a = 1;\n// It is here.\nfail("and it lies here");\n';
  const [finding] = typescriptProse("a.ts", source).flatMap(findingsIn);
  expect(source.slice(finding?.offset)).toMatch(/^lies here/);
});
