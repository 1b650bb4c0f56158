import { OLDEST } from "../engine.mjs";

const OLDEST_SDK = "3.217.0";
/** The last one for Node.js 20. */
const NODE_20_SDK = "3.248.0";
/** An engine between the oldest and the one of the tests. */
const BETWEEN = "3.230.0";

/**
 * The combinations. Each value is in at least one of them. The values most likely to matter are combined in pairs: the
 * oldest and the newest SDK with each engine, and each way to load the package with each way to install it. Their order
 * lets each engine read what each other engine wrote. `node` without a version is the one that runs this script; without
 * an engine it is the one of the tests.
 */
export const rows = [
  { name: "npm", runtime: "node", installer: "npm", program: "js esm", sdk: NODE_20_SDK },
  { name: "pnpm", runtime: "node", installer: "pnpm", program: "ts cjs", sdk: OLDEST_SDK },
  { name: "all-oldest", runtime: "node 20", installer: "npm", program: "js cjs", sdk: OLDEST_SDK, engine: OLDEST },
  { name: "all-newest", runtime: "node 26", installer: "pnpm", program: "js esm", sdk: "latest" },
  {
    name: "workspaces",
    runtime: "node 22",
    installer: "npm workspaces",
    program: "ts esm",
    sdk: NODE_20_SDK,
    engine: BETWEEN,
  },
  { name: "new-sdk", runtime: "node 22", installer: "npm", program: "ts cjs", sdk: "latest", engine: OLDEST },
  {
    name: "old-sdk",
    runtime: "node 24",
    installer: "npm workspaces",
    program: "js cjs",
    sdk: OLDEST_SDK,
    engine: BETWEEN,
  },
  { name: "node-20-esm", runtime: "node 20", installer: "pnpm", program: "ts esm", sdk: NODE_20_SDK },
  { name: "bun", runtime: "bun 1.4.5", installer: "bun", program: "ts esm", sdk: "latest" },
  { name: "yarn-pnp", runtime: "node 24", installer: "yarn pnp", program: "js esm", sdk: "latest", engine: BETWEEN },
  { name: "tsx", runtime: "tsx 4", installer: "npm", program: "ts esm", sdk: NODE_20_SDK, engine: OLDEST },
];
