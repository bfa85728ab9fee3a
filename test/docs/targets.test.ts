// docs/targets.md lists exactly the limits, ranges and reasons of the code.

import { describe, expect, it } from "vitest";
import {
  CONNECT_TIMEOUT_MS,
  EXCERPT_LIMIT,
  IDLE_MS,
  LOOKUPS_AT_ONCE,
  MAX_CONNECTIONS,
  MAX_INTERIM_ANSWERS,
  RESPONSE_HEAD_LIMIT,
  TOTAL_TIMEOUT_MS,
} from "#backends/http-target/limits.ts";
import { ANSWERED_REASONS, UNANSWERED_REASONS } from "#core/delivery/reasons.ts";
import { addressVerdict, SPECIAL_IPV4, SPECIAL_IPV6 } from "#core/target/address-rules.ts";
import { readMarkdown, tableRows } from "#support/markdown.ts";

const page = readMarkdown("docs/targets.md");

describe("docs/targets.md", () => {
  it("lists the limits of time and size", () => {
    const limits = tableRows(page, "Times and sizes").map(([, limit = ""]) => /^\d+(?: s| KiB)?/.exec(limit)?.[0]);
    const seconds = (ms: number) => `${ms / 1000} s`;
    const kib = (bytes: number) => `${bytes / 1024} KiB`;
    expect(limits).toEqual([
      ...[seconds(TOTAL_TIMEOUT_MS), seconds(CONNECT_TIMEOUT_MS), kib(RESPONSE_HEAD_LIMIT), kib(EXCERPT_LIMIT)],
      ...[String(MAX_INTERIM_ANSWERS), String(MAX_CONNECTIONS), String(LOOKUPS_AT_ONCE), seconds(IDLE_MS)],
    ]);
  });

  it("lists exactly the reasons of failed attempts", () => {
    const listed = tableRows(page, "Reasons").map(([reason = ""]) => reason.replaceAll("`", ""));
    expect(listed.filter((reason) => reason !== "reason").sort()).toEqual(
      Object.keys({ ...UNANSWERED_REASONS, ...ANSWERED_REASONS }).sort(),
    );
  });

  const listed = tableRows(page, "Addresses that are never dialed").flatMap(([, ranges = ""]) =>
    [...ranges.matchAll(/`([^`]+)`/g)].map(([, range = ""]) => range),
  );

  it("names each range that the code refuses", () => {
    const shown = new Set(listed.map(withBits));
    const inside = new Set(["0.0.0.0/32", "255.255.255.255/32", "2001:10::/28", "2001:20::/28"]); // inside listed ranges
    const refused = [...SPECIAL_IPV4, ...SPECIAL_IPV6].map(([range]) => range).filter((range) => !inside.has(range));
    expect(refused.filter((range) => !shown.has(range))).toEqual([]);
  });

  it("names only one range whose first address is public: the one that contains the public addresses", () => {
    const open = listed.filter((range) => addressVerdict(range.replace(/\/.*/, ""), []).ok);
    expect(open).toEqual(["2000::/3"]);
  });
});

function withBits(range: string): string {
  if (range.includes("/")) return range;
  return range.includes(":") ? `${range}/128` : `${range}/32`;
}
