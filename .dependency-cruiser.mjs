// The import rules of the layers. Imports point only downward: core <- templates <- app <- backends, api <- server, lambdas <- cli, bin.
// Each rule states its reason and the alternative.

const only = (name, comment, from, to) => ({
  name,
  comment,
  severity: "error",
  from: { path: from },
  to: { pathNot: to },
});

export default {
  forbidden: [
    {
      name: "no-cycles",
      comment: "Two files that import each other are one concept in two halves: move what they share down.",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    {
      name: "resolvable",
      comment: "The import leads nowhere: a file was moved, or a package is not installed.",
      severity: "error",
      from: {},
      // Its types alone exist, as @types/aws-lambda.
      to: { couldNotResolve: true, pathNot: "^aws-lambda$" },
    },
    only(
      "core-is-pure",
      "The rules must run anywhere and be tested without a world: take time, chance and I/O as arguments.",
      "^src/core/",
      ["^src/core/", "^node_modules/(zod|re2js|ipaddr\\.js|temporal-polyfill)/"],
    ),
    only("templates-know-core", "Templates are a separate language: they receive data as a scope.", "^src/templates/", [
      "^src/(templates|core)/",
      "^node_modules/liquidjs/",
    ]),
    only(
      "dialect-knows-nothing",
      "The template language could be a separate package, with exact numbers and units of time: its users pass a vocabulary and an emitter.",
      "^src/templates/dialect/",
      ["^src/templates/dialect/", "^src/core/(exact-number|time)[.]ts$", "^node_modules/liquidjs/"],
    ),
    {
      name: "dialect-has-one-face",
      comment: "Files behind dialect.ts may change: export the function that you need from dialect.ts.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/templates/dialect/" },
      to: { path: "^src/templates/dialect/", pathNot: "^src/templates/dialect/dialect[.]ts$" },
    },
    {
      name: "liquidjs-behind-the-dialect",
      comment: "liquidjs is how the dialect works, not what it is: use the dialect's face.",
      severity: "error",
      from: { path: "^src/", pathNot: "^src/templates/dialect/" },
      to: { path: "^node_modules/liquidjs/" },
    },
    only("app-knows-ports", "A use case declares its ports next to itself; a backend implements them.", "^src/app/", [
      "^src/(app|templates|core)/",
      "^node_modules/yaml/",
    ]),
    {
      name: "backends-are-strangers",
      comment:
        "A backend must be replaceable: put code that two of them share into app, core, backends/memory or backends/cryptography.",
      severity: "error",
      from: { path: "^src/backends/([^/]+)/" },
      to: { path: "^src/", pathNot: ["^src/backends/($1|cryptography|memory)/", "^src/(app|templates|core)/"] },
    },
    only("api-knows-app", "Routes call use cases: whatever backend is behind them comes in as ports.", "^src/api/", [
      "^src/(api|app|templates|core)/",
      "^node_modules/(hono|zod)/",
      "^(node:)?(buffer|zlib)$",
    ]),
    {
      name: "server-below-cli",
      comment: "The embedded process can be started by anything, the command line is one of them.",
      severity: "error",
      from: { path: "^src/server/" },
      to: { path: ["^src/(cli)/", "^(bin|lib|lambdas)/", "^src/backends/aws/"] },
    },
    {
      name: "handlers-compose-only",
      comment: "A handler wires a use case to AWS; rules and loops live in src, where tests reach them.",
      severity: "error",
      from: { path: "^lambdas/" },
      to: { path: "^(src/(server|cli|backends/embedded)|lib|bin)/" },
    },
    {
      name: "lib-is-infrastructure",
      comment:
        "Constructs name functions by path; of src they need only schemas, limits, routes and the check of flow files, of lambdas only the environment variables.",
      severity: "error",
      from: { path: "^(lib|bin/app)" },
      to: {
        path: "^(lambdas|src)/",
        pathNot: [
          "^src/(app/flows|core|backends/(flow-files|aws))/",
          "^src/api/(errors|ingest-routes)",
          "^lambdas/(environment|settings-variables)",
        ],
      },
    },
    {
      name: "nobody-imports-tests",
      comment: "Shipped code must not need code that is not shipped.",
      severity: "error",
      from: { path: "^(bin|lib|lambdas|src)/" },
      to: { path: "^(test|bench|tools)/" },
    },
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "[.]tsbuild|^dist" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default"],
      extensions: [".ts", ".js"],
    },
  },
};
