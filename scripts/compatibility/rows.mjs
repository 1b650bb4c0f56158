const OLDEST_SDK = "3.217.0";
/** The last one for Node.js 20. */
const NODE_20_SDK = "3.248.0";

/**
 * The combinations. Each value is in at least one of them. The values most likely to matter are combined in pairs: the
 * oldest and the newest SDK with each engine, and each way to load the package with each way to install it. `node`
 * without a version is the one that runs this script.
 */
export const rows = [
  { name: "npm", installer: "npm", language: "js", modules: "esm", sdk: NODE_20_SDK, engine: "newest" },
  { name: "pnpm", installer: "pnpm", language: "ts", modules: "cjs", sdk: OLDEST_SDK, engine: "newest" },
  {
    name: "all-oldest",
    node: "20",
    installer: "npm",
    language: "js",
    modules: "cjs",
    sdk: OLDEST_SDK,
    engine: "oldest",
  },
  {
    name: "all-newest",
    node: "24",
    installer: "pnpm",
    language: "js",
    modules: "esm",
    sdk: "latest",
    engine: "newest",
  },
  {
    name: "workspaces",
    node: "22",
    installer: "npm workspaces",
    language: "ts",
    modules: "esm",
    sdk: NODE_20_SDK,
    engine: "oldest",
  },
  { name: "new-sdk", node: "22", installer: "npm", language: "ts", modules: "cjs", sdk: "latest", engine: "oldest" },
  {
    name: "new-node",
    node: "24",
    installer: "npm workspaces",
    language: "js",
    modules: "cjs",
    sdk: OLDEST_SDK,
    engine: "newest",
  },
  {
    name: "node-20-esm",
    node: "20",
    installer: "pnpm",
    language: "ts",
    modules: "esm",
    sdk: NODE_20_SDK,
    engine: "oldest",
  },
];
