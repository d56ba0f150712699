/** Import directions between rooms. Each rule's comment says why it is there. */
const rooms = [
  "warehouse",
  "ingest",
  "dbt",
  "mining",
  "cube",
  "schedules",
  "server",
  "dashboards",
  "cli",
  "samples",
  "bench",
  "test",
];
const mayImport = {
  warehouse: [],
  ingest: ["warehouse"],
  dbt: ["warehouse"],
  mining: ["warehouse"],
  cube: ["warehouse"],
  samples: ["warehouse", "ingest"],
  schedules: ["warehouse", "ingest", "dbt", "mining", "cube"],
  server: ["warehouse", "cube", "schedules"],
  cli: ["warehouse", "ingest", "dbt", "mining", "cube", "schedules", "server", "samples"],
};
const why = {
  warehouse: "storage is the floor everything stands on, so it knows nobody",
  ingest: "a loader that knew the models could not be trusted to deliver data as received",
  dbt: "the shim must run any dbt project, so it must not know ours",
  mining: "statistics read marts through the warehouse, never through a server",
  cube: "the semantic layer reads published versions only",
  samples: "a generated source system is only a source like any other",
  schedules: "what runs when composes the rooms below and serves none above",
  server: "the HTTP process serves versions; it never loads or builds in its own process",
  cli: "the command composes rooms; the web app is built, not imported",
};

module.exports = {
  forbidden: [
    {
      name: "no-circular",
      comment: "a cycle means two rooms are one; type-only imports count too",
      severity: "error",
      from: {},
      to: { circular: true },
    },
    ...Object.entries(mayImport).map(([room, allowed]) => ({
      name: `${room}-imports`,
      comment: why[room],
      severity: "error",
      from: { path: `^${room}/`, pathNot: "\\.test\\.ts$" },
      to: { path: `^(${rooms.filter((r) => r !== room && !allowed.includes(r)).join("|")})/` },
    })),
    {
      name: "dashboards-know-only-the-contract",
      comment:
        "the web app talks HTTP; server/contract.ts types are all it shares with the process",
      severity: "error",
      from: { path: "^dashboards/" },
      to: {
        path: `^(${rooms.filter((r) => r !== "dashboards").join("|")})/`,
        pathNot: "^server/contract\\.ts$",
      },
    },
    {
      name: "nobody-imports-bench-or-test",
      comment: "benchmarks and tests are leaves",
      severity: "error",
      from: { pathNot: "^(bench|test)/" },
      to: { path: "^(bench|test)/" },
    },
    {
      name: "no-unresolvable",
      comment: "an import that resolves to nothing fails only when that line runs",
      severity: "error",
      // Packages of test/tools are installed by npm test, which may come later.
      from: { pathNot: "^test/tools/" },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "require", "node", "default", "types"],
      extensions: [".ts", ".tsx", ".js", ".mjs", ".json"],
    },
  },
};
