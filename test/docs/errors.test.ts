// docs/errors.md describes exactly the codes that users can meet, in the words of the source.

import { describe, expect, it } from "vitest";
import { API_ERRORS } from "#api/errors.ts";
import { SCENARIO_RULES } from "#cli/flow-tests/scenario-schema.ts";
import { RETRIED_STATUS_CODES } from "#core/delivery/outcome.ts";
import { ANSWERED_REASONS, OWN_REASONS, type ReasonEntry, UNANSWERED_REASONS } from "#core/delivery/reasons.ts";
import { EVENT_RULES } from "#core/event/event-rules.ts";
import { FLOW_RULES } from "#core/flow/flow-rules.ts";
import { FLOW_WARNINGS } from "#core/lint/flow-warnings.ts";
import { MESSAGE_RULES } from "#core/messages/message-rules.ts";
import { SOURCE_RULES, SOURCE_WARNINGS } from "#core/sources/source-rules.ts";
import { TARGET_RULES } from "#core/target/target-url.ts";
import { readMarkdown, tableRows } from "#support/markdown.ts";
import { TEMPLATE_COMPILE_RULES, TEMPLATE_RENDER_RULES } from "#templates/rules.ts";
import { EXIT } from "../../src/cli/command-line/exit.ts";

const page = readMarkdown("docs/errors.md");

/** The rows under a heading whose first cell is one code, without the backquotes. */
function rows(heading: string): string[][] {
  return tableRows(page, heading).flatMap(([first = "", ...rest]) => {
    const code = /^`([^`]+)`$/.exec(first)?.[1];
    return code === undefined ? [] : [[code, ...rest]];
  });
}

/** The cells that are compared with the source: all but the last, which has the fix. */
function described(heading: string): string[][] {
  return rows(heading)
    .map((cells) => cells.slice(0, -1))
    .sort();
}

function rules(table: Readonly<Record<string, string>>): string[][] {
  return Object.entries(table);
}

function reasons(table: Readonly<Record<string, ReasonEntry>>): string[][] {
  return Object.entries(table).map(([reason, entry]) => [reason, entry.explanation, entry.retried ? "yes" : "no"]);
}

const SECTIONS: Readonly<Record<string, string[][]>> = {
  "Answers of the API": Object.entries(API_ERRORS).map(([code, { status, title }]) => [code, String(status), title]),
  Events: rules({ ...EVENT_RULES, ...MESSAGE_RULES }),
  "Flow files": rules(FLOW_RULES),
  "Warnings about flows": rules(FLOW_WARNINGS),
  "Source files": rules({ ...SOURCE_RULES, ...SOURCE_WARNINGS }),
  "Scenario files": rules(SCENARIO_RULES),
  "Deliveries that Flowhook did not send": reasons(OWN_REASONS),
  "Deliveries without an answer": reasons(UNANSWERED_REASONS),
  "Deliveries that the target did not accept": reasons(ANSWERED_REASONS),
  "URLs of targets": rules(TARGET_RULES),
};

describe("docs/errors.md", () => {
  it.each(Object.keys(SECTIONS))('describes exactly the codes under "%s", in the words of the source', (heading) => {
    expect(described(heading)).toEqual(SECTIONS[heading]?.toSorted());
  });

  it("describes exactly the rules of templates", () => {
    const codes = rows("Templates").map(([code]) => code);
    expect(codes.sort()).toEqual([...TEMPLATE_COMPILE_RULES, ...TEMPLATE_RENDER_RULES].sort());
  });

  it("describes each exit code of the command", () => {
    const codes = rows("Exit codes of the command").map(([code]) => Number(code));
    expect(codes).toEqual(Object.values(EXIT));
  });

  it("names the retried statuses", () => {
    const statuses = tableRows(page, "Deliveries that the target did not accept").flatMap(([first = "", retried]) =>
      [...first.matchAll(/`http-(\d+)`/g)].map(([, status]) => ({ status: Number(status), retried })),
    );
    const yes = statuses.filter(({ retried }) => retried === "yes").map(({ status }) => status);
    expect(new Set(yes)).toEqual(RETRIED_STATUS_CODES);
    for (const { status, retried } of statuses)
      expect([status, retried]).toEqual([status, yes.includes(status) ? "yes" : "no"]);
  });

  it("has a fix for each code", () => {
    for (const heading of [...Object.keys(SECTIONS), "Templates"]) {
      for (const cells of rows(heading)) expect(cells.at(-1), cells[0]).toMatch(/^\S.{8,}[.?]$/);
    }
  });
});
