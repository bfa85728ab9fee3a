// The folder of the package that this code belongs to, whether it runs as source or as published.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest folder above this file that holds flowhook's package.json. */
export function packageRoot(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "flowhook") return folder;
  }
  throw new Error("The package.json of flowhook is missing");
}

/** The version of the package. */
export function packageVersion(): string {
  return String(JSON.parse(readFileSync(join(packageRoot(), "package.json"), "utf8")).version);
}
