// Publishes the type declarations of the entry and of everything that it imports, with imports that resolve for users of the
// package. The sources import each other as `./x.ts`, which only TypeScript 5 and later resolve, and as `#core/x.ts`, which leads to
// sources that are not published.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";

export interface Declarations {
  /** The directory that the compiler wrote to. */
  readonly emitted: string;
  /** The directory that is published. */
  readonly published: string;
  /** The source of the package's entry, relative to the repository: "lib/index.ts". */
  readonly entry: string;
  /** The packages that users of this one have installed as well. */
  readonly packages: readonly string[];
}

/** An import and its quoted specifier. */
const IMPORT = /\b(from|import\(|import)(\s*)"([^"]+)"/g;

/** Copies the declarations that the entry imports. Throws for an import that would not resolve. */
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

/** The source that a specifier names, relative to the repository; undefined for a package. */
function sourceOf(specifier: string, from: string): string | undefined {
  if (specifier.startsWith("#")) return posix.join("src", specifier.slice(1));
  return specifier.startsWith(".") ? posix.join(posix.dirname(from), specifier) : undefined;
}

/** The specifier with which one published module imports another. */
function relative(from: string, to: string): string {
  const path = posix.relative(posix.dirname(from), to).replace(/\.ts$/, ".js");
  return path.startsWith(".") ? path : `./${path}`;
}
