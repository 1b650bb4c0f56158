/** Packages that exist as ES modules only. Jest's `require` needs them as CommonJS, plain Node does not. */
const esm = ["@actions/[^/]+", "@laserfiche/[^/]+", "fast-check", "jose", "oauth4webapi", "oidc-provider"];

/**
 * Scenarios that every run tries in one way alone, to save time. With `WAYS=all`, both ways are tried, as before each
 * release.
 */
const once = {
  classes: [
    "/plans/approved-later\\.",
    "/lifecycle/(canaries|provider-process|secrets)\\.",
    // Programs in YAML and Python have credentials in the same places.
    "/credentials/credential-places\\.",
  ],
  // The native provider starts in half the time. Other files try the same rules with the classes: `plan`, `changes`,
  // `check`, `credential-places`, `renewal-by-update`, the examples, the recorded states and `crashes`.
  native: [
    "/plans/(drift|look-ahead|preview)\\.",
    "/lifecycle/(destroy|failed-renewal|failure|repeated-token|replaced-renewal|replacement|trigger)\\.",
    "/credentials/(account-change|credential-change|credential-gone)\\.",
    "/operations/",
    "/engine/vendors/",
    "/interruptions/(model|orphans|silent-server|storms)\\.",
  ],
};
const skipped = (list) => ["/node_modules/", ...(process.env.WAYS === "all" ? [] : list)];

const swc = {
  jsc: { parser: { syntax: "typescript" }, target: "es2022" },
  module: { type: "commonjs" },
  sourceMaps: "inline",
};

const project = {
  testEnvironment: "node",
  transform: { "\\.[cm]?[jt]s$": ["@swc/jest", swc] },
  transformIgnorePatterns: [`/node_modules/(?!(${esm.join("|")})/)`],
  moduleNameMapper: {
    "^@actions/([^/]+)$": "<rootDir>/node_modules/@actions/$1/dist/index.js",
    "^@actions/([^/]+)/(.+)$": "<rootDir>/node_modules/@actions/$1/dist/$2.js",
    "^pulumi-access-tokens$": "<rootDir>/lib/provider/index.js",
    "^pulumi-access-tokens/testing$": "<rootDir>/lib/testing/index.js",
    "^pulumi-access-tokens/state-entry$": "<rootDir>/lib/provider/state-entry.js",
    "^pulumi-access-tokens/vendor$": "<rootDir>/lib/provider/vendor-contract.js",
  },
};

/** @type {import("jest").Config} */
module.exports = {
  // For two processors: tests wait for processes and servers. Jest takes 150% for 150 workers.
  maxWorkers: 3,
  testSequencer: "<rootDir>/test/support/sequencer.js",
  // Of the engine's tests. Jest ignores the time-out of a project, so the others set theirs in a file.
  testTimeout: 180_000,
  reporters: ["default", "<rootDir>/test/support/summary-reporter.js"],
  projects: [
    {
      ...project,
      displayName: "unit",
      testMatch: ["<rootDir>/test/**/*.test.ts"],
      testPathIgnorePatterns: ["/node_modules/", "<rootDir>/test/engine/", "<rootDir>/test/native/"],
      setupFilesAfterEnv: ["<rootDir>/test/support/unit-timeout.js"],
    },
    {
      ...project,
      displayName: "engine",
      testPathIgnorePatterns: skipped(once.native),
      testMatch: ["<rootDir>/test/engine/**/*.test.ts"],
    },
    {
      ...project,
      displayName: "native",
      globals: { wayIn: "native" },
      moduleNameMapper: {
        ...project.moduleNameMapper,
        "^pulumi-access-tokens$": "<rootDir>/test/support/native/classes.ts",
      },
      testPathIgnorePatterns: skipped(once.classes),
      testMatch: [
        "<rootDir>/test/native/*.test.ts",
        "<rootDir>/test/engine/{plans,lifecycle,credentials,operations,vendors}/*.test.ts",
        "<rootDir>/test/engine/interruptions/{model,orphans,silent-server,storms}.test.ts",
        "<rootDir>/test/provider-process/canaries.test.ts",
        "<rootDir>/test/faults/matrix.test.ts",
      ],
    },
  ],
};
