// The licenses of bundled packages. They require that a copy of the code is distributed with a copy of its license.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BundleContents } from "../lib/function-bundle.ts";

/** The folders of packages with code in the bundles, relative to the repository. */
export function bundledPackages(bundles: readonly BundleContents[]): string[] {
  const paths = bundles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
    ),
  );
  // The last node_modules of a path, because a package may contain nested packages.
  const folders = paths.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** One text with the license of each package. Throws for a package without one. */
export function thirdPartyNotices(folders: readonly string[]): string {
  return folders.map(noticeOf).join(`\n${"-".repeat(80)}\n\n`);
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).sort();
  const licences = files.filter((file) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(file));
  if (licences.length === 0) throw new Error(`${name} has no license file`);
  const notices = files.filter((file) => /^notice(?:\.(?:md|txt))?$/i.test(file));
  const texts = [...licences, ...notices].map((file) => readFileSync(join(folder, file), "utf8").trim());
  return `${name} ${version} (${license})\n\n${texts.join("\n\n")}\n`;
}
