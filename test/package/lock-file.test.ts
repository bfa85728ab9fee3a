import { expect, it } from "vitest";
import { missingPackages, readLock } from "../../tools/complete-lock.ts";

it("the lock file contains the packages of every platform (node tools/complete-lock.ts adds them)", () => {
  expect([...missingPackages(readLock()).keys()]).toEqual([]);
});

it("a missing package is added only for its platform", () => {
  const optionalDependencies = {
    "@a/cli-linux-arm64-musl": "1.0.0",
    "b-windows-x64-msvc": "1.0.0",
    "c-darwin-arm64": "1.0.0",
  };
  const packages = { "node_modules/a": { dev: true, optionalDependencies }, "node_modules/c-darwin-arm64": {} };
  expect(Object.fromEntries(missingPackages({ packages }))).toEqual({
    "node_modules/@a/cli-linux-arm64-musl": {
      version: "1.0.0",
      dev: true,
      optional: true,
      os: ["linux"],
      cpu: ["arm64"],
      libc: ["musl"],
    },
    "node_modules/b-windows-x64-msvc": { version: "1.0.0", dev: true, optional: true, os: ["win32"], cpu: ["x64"] },
  });
});
