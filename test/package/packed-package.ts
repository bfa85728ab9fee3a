// The package as its users get it: built, packed, and unpacked outside of this repository.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** The other packages of a CDK app: the peers, and the types of Node. */
const INSTALLED = ["aws-cdk-lib", "constructs", "@types/node"];

/** A user's project with the package in its node_modules. */
export interface Project {
  readonly folder: string;
  /** The package's own folder. */
  readonly packed: string;
}

/** Builds and packs this repository, and creates a project with the package installed. */
export function installPacked(): Project {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "flowhook-package-")));
  execFileSync("npm", ["pack", "--silent", "--offline", "--pack-destination", folder], { cwd: ROOT, stdio: "pipe" });
  const tarball = readdirSync(folder).find((file) => file.endsWith(".tgz"));
  if (tarball === undefined) throw new Error("npm pack made no tarball");
  const packed = join(folder, "node_modules", "flowhook");
  mkdirSync(packed, { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, tarball), "-C", packed, "--strip-components", "1"]);
  for (const name of INSTALLED) link(name, folder);
  return { folder, packed };
}

function link(name: string, folder: string): void {
  const target = join(folder, "node_modules", name);
  mkdirSync(dirname(target), { recursive: true });
  symlinkSync(join(ROOT, "node_modules", name), target);
}

/** All files below a folder, relative to it and sorted. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
