// The published package as its users use it: unpacked in another folder, with only the peer packages of this repository.

import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { linkedFiles } from "#support/markdown.ts";
import { FUNCTION_NAMES } from "../../lambdas/environment.ts";
import {
  filesBelow,
  installPacked,
  MODULE_KINDS,
  type ModuleKind,
  type Project,
  ROOT,
  run,
  start,
  writeCdkApp,
} from "./packed-package.ts";

const TSC = join(ROOT, "node_modules/typescript/bin/tsc");
const TIMEOUT_MS = 120_000;

let project: Project;
let files: string[];
let command: string;

beforeAll(() => {
  project = installPacked();
  files = filesBelow(project.packed);
  command = join(project.packed, "bin/flowhook.js");
  writeCdkApp(project.folder);
}, TIMEOUT_MS);

afterAll(() => rmSync(project.folder, { recursive: true }));

function read(file: string): string {
  return readFileSync(join(project.packed, file), "utf8");
}

/** The packages in bundles that are not minified, where esbuild writes the path above each file. */
function bundledNames(): string[] {
  const names = files.flatMap((file) =>
    file.endsWith(".js")
      ? [...read(file).matchAll(/^\/\/ node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm)].map(([, name = ""]) => name)
      : [],
  );
  return [...new Set(names)];
}

describe("the tarball", () => {
  it("contains only published files", () => {
    const shipped = ["bin", "dist", "docs", "examples", "flows", "package.json", "schema"];
    const texts = ["CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", "README.md", "SECURITY.md"];
    expect(readdirSync(project.packed).sort()).toEqual([...texts, ...shipped]);
    const built = [
      "THIRD-PARTY-NOTICES.txt",
      "chunks",
      "flow-worker.js",
      "flowhook.js",
      "index.cjs",
      "index.js",
      "lambdas",
      "listing-worker.js",
      "types",
    ];
    expect(readdirSync(join(project.packed, "dist")).sort()).toEqual(built);
    expect(readdirSync(join(project.packed, "bin")).sort()).toEqual(["flowhook.js", "node-version.js"]);
    expect(readdirSync(join(project.packed, "dist/lambdas")).sort()).toEqual([...FUNCTION_NAMES].sort());
    const kinds = new Set(files.map((file) => /(?:\.d)?\.\w+$/.exec(file)?.[0] ?? file));
    const code = [".cjs", ".d.ts", ".js", ".mjs", ".py", ".sh"];
    const data = [".http", ".json", ".md", ".ndjson", ".txt", ".yaml", "LICENSE"];
    expect([...kinds].sort()).toEqual([...code, ...data].sort());
  });

  it("has every file that its documentation links to", () => {
    const links = files.filter((file) => file.endsWith(".md")).flatMap(linkedFiles);
    expect(links).toContain(join("docs", "flows.md"));
    expect(links.filter((path) => !existsSync(join(project.packed, path)))).toEqual([]);
  });

  it("names no folder of the machine that built it", () => {
    expect(files.filter((file) => read(file).includes(ROOT.replace(/\/$/, "")))).toEqual([]);
  });

  it("has every file that its package.json names", () => {
    const { bin, exports } = JSON.parse(read("package.json"));
    const { types, require: commonJs, default: main } = exports["."];
    for (const path of [bin.flowhook, types, commonJs, main])
      expect(existsSync(join(project.packed, path)), path).toBe(true);
  });

  it("bundles no packages that a user's CDK app has itself", () => {
    expect(bundledNames()).not.toEqual([]);
    expect(bundledNames().filter((name) => name === "constructs" || name === "aws-cdk-lib")).toEqual([]);
  });

  it("contains the licenses of exactly the bundled packages", () => {
    const notices = read("dist/THIRD-PARTY-NOTICES.txt").split(/^-{80}\n/m);
    const named = notices.map((notice) => /^(\S+) \d+\.\d+\.\d+ \(\S+\)\n/.exec(notice.trimStart())?.[1]);
    for (const notice of notices) expect(notice).toMatch(/copyright|apache license/i);
    const bundled = bundledNames();
    expect(named).toEqual(expect.arrayContaining(bundled));
    const onlyInFunctions = named.filter((name) => !bundled.includes(name ?? ""));
    expect(onlyInFunctions.filter((name) => !/^@(?:aws|aws-sdk|smithy)\//.test(name ?? ""))).toEqual([
      "mnemonist", // of the SDK's cache of DynamoDB's endpoints
      "obliterator", // of mnemonist
    ]);
  });
});

describe("the command", () => {
  it("can be run by its name", async () => {
    expect(statSync(command).mode & 0o111).toBe(0o111);
    const { version } = JSON.parse(read("package.json"));
    expect(await run(project.folder, command, "--version")).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  });

  it("validates the shipped flows", async () => {
    const { code, stdout } = await run(project.folder, command, "validate", "node_modules/flowhook/flows");
    const count = files.filter((file) => /^flows\/[^/]+$/.test(file)).length;
    expect(code).toBe(0);
    expect(stdout.split("\n").filter((line) => !line.includes(": warning: "))).toEqual([
      `${count} of ${count} flow files are valid.`,
      "",
    ]);
  });

  it(
    "shows a delivered webhook in an empty folder, lists it, and exits with 0 after SIGTERM",
    async () => {
      const empty = join(project.folder, "empty");
      mkdirSync(empty);
      const server = start(empty, process.execPath, [command, "serve", "--demo", "--port", "0"]);
      try {
        await server.printed("Stop with Ctrl+C");
        expect(server.stdout()).toContain("← 200 delivered");
        const url = /listening on (\S+)/.exec(server.stdout())?.[1];
        const token = readFileSync(join(empty, ".flowhook/admin-token"), "utf8").trim();
        const answer = await fetch(`${url}/manage/v1/deliveries`, { headers: { authorization: `Bearer ${token}` } });
        const listed: { data: { status: string }[] } = JSON.parse(await answer.text());
        expect(listed.data.map(({ status }) => status).sort()).toEqual(["delivered", "failed"]);
        server.child.kill("SIGTERM");
        expect(await server.ended).toBe(0);
        // Only the delivery that the demo lets fail is logged.
        expect(server.stderr()).toMatch(
          /^Flow high-value-order-alert, action alert-sales: .+ failed \(http-404\)\..*\n$/,
        );
      } finally {
        server.child.kill("SIGKILL");
      }
    },
    TIMEOUT_MS,
  );
});

describe("the constructs", () => {
  it.each(Object.keys(MODULE_KINDS) as ModuleKind[])(
    "type-check in a user's app with %s modules",
    async (kind) => {
      const checked = await run(project.folder, process.execPath, TSC, "-p", `tsconfig.${kind}.json`);
      expect(checked).toEqual({ code: 0, stdout: "", stderr: "" });
    },
    TIMEOUT_MS,
  );

  it(
    "synthesize with prebuilt functions, without esbuild",
    async () => {
      const { code, stdout } = await run(project.folder, process.execPath, "app.mts");
      expect({ code, stdout }).toEqual({ code: 0, stdout: "Shop\n" });
      const assets = filesBelow(join(project.folder, "cdk.out")).filter((file) => file.endsWith("/index.mjs"));
      const bundles = assets.map((file) => readFileSync(join(project.folder, "cdk.out", file), "utf8"));
      const prebuilt = FUNCTION_NAMES.map((name) => read(`dist/lambdas/${name}/index.mjs`));
      expect(bundles.sort()).toEqual(prebuilt.sort());
    },
    TIMEOUT_MS,
  );

  it.each(["await import", "require"])("report an older Node in one line with %s", async (load) => {
    const pretend = `data:text/javascript,Object.defineProperty(process,"version",{value:"v20.20.2"})`;
    const type = load === "require" ? "commonjs" : "module";
    const script = `${load}("flowhook")`;
    const args = ["--import", pretend, `--input-type=${type}`, "-e", script];
    const { code, stderr } = await run(project.folder, process.execPath, ...args);
    expect(code).toBe(1);
    expect(stderr).toMatch(/Flowhook needs Node 24\.15 or newer, but this is Node 20\.20\.2\. Install Node 24 from /);
    expect(stderr).not.toMatch(/^ +at /m);
  });

  it("load into a CommonJS app, as cdk init creates it", async () => {
    const { stdout } = await run(project.folder, process.execPath, "-p", 'typeof require("flowhook").FlowhookStack');
    expect(stdout).toBe("function\n");
  });
});
