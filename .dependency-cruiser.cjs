/**
 * The floors of the house: imports only go down, and never in a circle (ARCHITECTURE.md).
 * @type {import('dependency-cruiser').IConfiguration}
 */
const floor = (name, from, mayImport) => ({
  name,
  severity: "error",
  from: { path: from },
  to: { pathNot: mayImport },
});

module.exports = {
  forbidden: [
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    floor("shared-stands-alone", "^electron/shared", ["^electron/shared", "node_modules/zod/"]),
    {
      name: "engine-is-plain-node",
      severity: "error",
      from: { path: "^electron/engine" },
      to: { path: ["^electron/(main|cli|preload)", "^renderer", "node_modules/(electron|react)/"] },
    },
    {
      name: "cli-knows-no-shell",
      severity: "error",
      from: { path: "^electron/cli" },
      to: { path: ["^electron/(main|preload)", "^renderer", "node_modules/(electron|react)/"] },
    },
    {
      name: "main-knows-no-page",
      severity: "error",
      from: { path: "^electron/main" },
      to: { path: ["^electron/preload", "^renderer", "node_modules/react/"] },
    },
    floor("preload-is-thin", "^electron/preload", [
      "^electron/(shared|preload)",
      "node_modules/(electron|zod)/",
    ]),
    {
      name: "page-has-no-node",
      severity: "error",
      from: { path: "^renderer" },
      to: { path: ["^electron/(engine|main|cli|preload)", "node_modules/electron/"] },
    },
    {
      name: "page-uses-no-node-module",
      severity: "error",
      from: { path: "^renderer" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "axios-in-one-file",
      severity: "error",
      from: {
        pathNot: [
          "^electron/engine/http/axios-http-client[.]ts$",
          "^test/bench/programs/bare-client[.]ts$",
          "node_modules",
        ],
      },
      to: { path: "node_modules/axios/" },
    },
    {
      name: "sqlite-in-one-file",
      severity: "error",
      from: { pathNot: ["^electron/engine/store/database[.]ts$", "^test/", "node_modules"] },
      to: { path: "node_modules/@photostructure/sqlite/" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.base.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".mjs", ".cjs", ".js", ".json", ".d.ts"],
    },
  },
};
