// The licences of what is bundled, as they ask for: who ships a copy of the code ships a copy of its licence.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { BundleContents } from "../lib/function-bundle.ts";

/** The folders of the packages of which anything is in bundles, as seen from the repository. */
export function bundledPackages(bundles: readonly BundleContents[]): string[] {
  const paths = bundles.flatMap(({ outputs }) =>
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [path] : [])),
    ),
  );
  // The last node_modules of a path: a package may have packages of its own inside.
  const folders = paths.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** One text with the licence of each package. Throws for a package that has none. */
export function thirdPartyNotices(folders: readonly string[]): string {
  return folders.map(noticeOf).join(`\n${"-".repeat(80)}\n\n`);
}

function noticeOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const files = readdirSync(folder).sort();
  const licences = files.filter((file) => /^licen[cs]e(?:\.(?:md|txt))?$/i.test(file));
  if (licences.length === 0) throw new Error(`${name} comes without its licence`);
  const notices = files.filter((file) => /^notice(?:\.(?:md|txt))?$/i.test(file));
  const texts = [...licences, ...notices].map((file) => readFileSync(join(folder, file), "utf8").trim());
  return `${name} ${version} (${license})\n\n${texts.join("\n\n")}\n`;
}
