// Completes package-lock.json with the packages for other platforms. `npm install` omits optional packages that it could not fetch
// (https://github.com/npm/cli/issues/4828). Then `npm ci` refuses the lock file, or other platforms lack their compiler. Run this
// after `npm install`; a test fails if it was forgotten.

import { readFileSync, writeFileSync } from "node:fs";

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

interface Lock {
  readonly packages: Record<string, LockedPackage>;
}

const LOCK = "package-lock.json";

const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm64", "arm", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64", "wasm32"];

/** The optional packages that the lock file names but does not contain. */
export function missingPackages(lock: Lock): Map<string, LockedPackage> {
  const missing = new Map<string, LockedPackage>();
  for (const [path, { dev, optionalDependencies = {} }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (lock.packages[`node_modules/${name}`] || lock.packages[`${path}/node_modules/${name}`]) continue;
      missing.set(`node_modules/${name}`, { version, ...(dev ? { dev } : {}), optional: true, ...platformOf(name) });
    }
  }
  return missing;
}

/** The platform of a package, from its name: `@biomejs/cli-linux-arm64-musl`. */
function platformOf(name: string): Pick<LockedPackage, "os" | "cpu" | "libc"> {
  const parts = name.replace("windows", "win32").split(/[-/]/);
  const pick = (known: readonly string[]) => known.filter((word) => parts.includes(word)).slice(0, 1);
  const [os, cpu] = [pick(SYSTEMS), pick(PROCESSORS)];
  const libc = parts.includes("musl") ? ["musl"] : parts.includes("gnu") ? ["glibc"] : [];
  return { ...(os.length > 0 ? { os } : {}), ...(cpu.length > 0 ? { cpu } : {}), ...(libc.length > 0 ? { libc } : {}) };
}

export function readLock(): Lock {
  return JSON.parse(readFileSync(LOCK, "utf8"));
}

if (import.meta.main) {
  const lock = readLock();
  const missing = missingPackages(lock);
  const packages = Object.fromEntries(
    [...Object.entries(lock.packages), ...missing].sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  writeFileSync(LOCK, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`);
  console.log(`${missing.size} packages for other platforms added to ${LOCK}`);
}
