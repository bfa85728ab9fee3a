// The type declarations that are published: the entry's and those that it needs, with imports that resolve for whoever
// installs the package. The sources import each other as `./x.ts` and `#core/x.ts`: the first is found by TypeScript 5
// and later only, the second leads to sources that are not published.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

/** What to publish of the declarations that the compiler wrote. */
export interface Declarations {
  /** The directory that the compiler wrote to. */
  readonly emitted: string;
  /** The directory that is published. */
  readonly published: string;
  /** The source of the package's entry, as seen from the repository: "lib/index.ts". */
  readonly entry: string;
  /** The packages that whoever installs this one has too. */
  readonly packages: readonly string[];
}

/** An import, type or not, and its quoted specifier. */
const IMPORT = /\b(from|import\(|import)(\s*)"([^"]+)"/g;

/** Copies the declarations that the entry needs. Throws for an import that would lead nowhere. */
export function publishDeclarations({ emitted, published, entry, packages }: Declarations): void {
  const sources = new Set([entry]);
  for (const source of sources) {
    const file = declarationOf(source);
    const text = readFileSync(join(emitted, file), "utf8").replace(
      IMPORT,
      (_, keyword: string, space: string, specifier: string) => {
        const imported = sourceOf(specifier, source);
        if (imported !== undefined) sources.add(imported);
        else if (!packages.some((name) => specifier === name || specifier.startsWith(`${name}/`)))
          throw new Error(`The declarations of ${source} import ${specifier}, which users do not have`);
        return `${keyword}${space}"${imported === undefined ? specifier : relative(source, imported)}"`;
      },
    );
    mkdirSync(join(published, dirname(file)), { recursive: true });
    writeFileSync(join(published, file), text);
  }
}

function declarationOf(source: string): string {
  return source.replace(/\.ts$/, ".d.ts");
}

/** The source that a specifier names, as seen from the repository; undefined for a package. */
function sourceOf(specifier: string, from: string): string | undefined {
  if (specifier.startsWith("#")) return posix.join("src", specifier.slice(1));
  return specifier.startsWith(".") ? posix.join(posix.dirname(from), specifier) : undefined;
}

/** The import of one source by another as the module that it becomes. */
function relative(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to).replace(/\.ts$/, ".js");
  return path.startsWith(".") ? path : `./${path}`;
}
