// Every link from one file of the documentation to another leads somewhere, headings included.

import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { anchors, MARKDOWN_FILES, ROOT, relativeLinks } from "#support/markdown.ts";

function leadsNowhere(file: string, link: string): boolean {
  const [path = "", anchor] = link.split("#", 2);
  const target = path === "" ? file : join(dirname(file), path);
  if (!existsSync(join(ROOT, target))) return true;
  return anchor !== undefined && !anchors(target).includes(anchor);
}

describe("the documentation", () => {
  it("has links between its files", () => {
    expect(relativeLinks("README.md")).toContain("docs/errors.md");
  });

  it.each(MARKDOWN_FILES)("%s links only to what is there", (file) => {
    expect(relativeLinks(file).filter((link) => leadsNowhere(file, link))).toEqual([]);
  });

  it.each(MARKDOWN_FILES)("%s links by relative paths", (file) => {
    expect(relativeLinks(file).filter((link) => link.startsWith("/"))).toEqual([]);
  });
});
