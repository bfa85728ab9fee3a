// The package as its users get it: built, packed and unpacked in a folder that nothing of this repository is above.

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder of this repository. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

/** What a CDK app has installed beside the package: the peers, and the types that every TypeScript app on Node has. */
const INSTALLED = ["aws-cdk-lib", "constructs", "@types/node"];

/** A project of a user's, with the package in its node_modules. */
export interface Project {
  readonly folder: string;
  /** The package's own folder. */
  readonly packed: string;
}

/** Builds and packs this repository, and makes a project that has the package installed. */
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

/** Every file below a folder, as seen from it, in order. */
export function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}
